"""Trains a tiny model from a sample of the data, exports it, and loads it in ONNX Runtime: does the whole recipe still run? Five minutes.

python3 training/smoke_test.py DATA_FOLDER PACKAGES_FOLDER    run it in the repository, after `npm ci`
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SMALL = [
    "--small",
    "--vocabulary",
    "9000",
    "--texts",
    "3000",
    "--groups",
    "60",
    "--made",
    "1500",
    "--passes",
    "0.2",
    "--steps",
    "2",
    "--prompts",
    "6",
    "--epochs",
    "2",
    "--dev-rows",
    "30",
    "--seeds",
    "1",
    "--threads",
    "1",
]
CHINESE = ["--steps", "10", "--threads", "1"]
LOAD = """
import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
const folder = process.argv[1];
const { cases } = JSON.parse(readFileSync(`${folder}/fixtures.json`, "utf8"));
const session = await InferenceSession.create(`${folder}/onnx/model.onnx`);
const { num_heads, hidden_size } = JSON.parse(readFileSync(`${folder}/config.json`, "utf8"));
const whole = (values) => new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
for (const { name, ids, top } of cases) {
  const feeds = { input_ids: whole(ids), attention_mask: whole(ids.map(() => 1)), position_ids: whole(ids.map((_, place) => place)) };
  feeds.num_logits_to_keep = new Tensor("int64", BigInt64Array.from([1n]), []);
  for (const input of session.inputNames.filter((one) => one.startsWith("past")))
    feeds[input] = new Tensor("float32", [], [1, num_heads, 0, hidden_size / num_heads]);
  const { logits } = await session.run(feeds, ["logits"]);
  for (const [token, logit] of top)
    if (Math.abs(logits.data[token] - logit) > 0.01) throw new Error(`${name}: logit ${logits.data[token]} of token ${token},
    PyTorch says ${logit}`);
}
console.log(`${cases.length} prompts give the logits of PyTorch`);
"""


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, packages = map(os.path.abspath, sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        run, out = f"{folder}/run", f"{folder}/model"
        subprocess.run([sys.executable, f"{HERE}/train.py", data, packages, run, *SMALL], check=True)
        subprocess.run(
            [sys.executable, f"{HERE}/export.py", "checkpoint", f"{run}/seed-1", out, "--revision", "smoke-test"], check=True
        )
        subprocess.run(["node", "--input-type=module", "-e", LOAD, out], check=True, cwd=os.path.dirname(HERE))
        run, out, script = f"{folder}/chinese", f"{folder}/chinese-model", f"{HERE}/chinese_train.py"
        subprocess.run([sys.executable, script, "train", data, packages, run, *CHINESE], check=True)
        subprocess.run([sys.executable, script, "export", run, out], check=True)
        subprocess.run(["node", "--input-type=module", "-e", LOAD, out], check=True, cwd=os.path.dirname(HERE))


if __name__ == "__main__":
    main()
