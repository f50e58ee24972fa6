/**
 * The engine beside two peers and the floor, in one run: `npm run bench -- engine [model folder …]`.
 * Peer A is the transformers pipeline as the article's reader would write it (25 new tokens), peer B the same stopped once a label stands
 * there, the floor one bare run of the text's own tokens with no past. A random GPT-Neo of the 125M shape is written by
 * `python3 training/export.py random FOLDER`; name the folder to measure it too.
 */

import { availableParallelism } from "node:os";
import { basename, dirname, resolve } from "node:path";
import {
  AutoModelForCausalLM,
  AutoTokenizer,
  env,
  pipeline,
  StoppingCriteria,
} from "@huggingface/transformers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Backend } from "../src/flows/ports.ts";
import { openOnnxBackend } from "../src/inference/onnx/backend.ts";
import { readModelFolder } from "../src/inference/onnx/folder.ts";
import { median, print, printMachine, residentMiB } from "./report.ts";

const RUNS = 9;
/** Aimed prefix lengths in tokens. */
const PREFIXES = [100, 340, 900];
const LABELS = ["Positive", "Negative", "Neutral"];
const NEW_TOKENS = 25;
const AT_ONCE = 64;

export async function run(args: readonly string[]): Promise<void> {
  printMachine(["onnxruntime-node", "@huggingface/transformers"]);
  print(`threads   ${availableParallelism()} in one run, for all alike; fp32; medians of ${RUNS} runs`);
  for (const folder of args.length > 0 ? args : ["models/fewshot-neo"]) await measureModel(resolve(folder));
}

async function measureModel(folder: string): Promise<void> {
  const startMs = performance.now();
  const backend = openOnnxBackend({ model: folder, cacheDir: ".cache", cacheBytes: 2 ** 30 });
  const { parameters, contextTokens } = await backend.describe();
  await backend.score({ prompt: promptOf(backend, 100, 0), labels: LABELS });
  print(
    `\n${basename(folder)}, ${((parameters ?? 0) / 1e6).toFixed(1)} M parameters: first answer ${Math.round(performance.now() - startMs)} ms after opening`,
  );
  const memory = residentMiB();
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  const generator = await pipeline("text-generation", basename(folder), { dtype: "fp32" });
  const peers = {
    generator,
    tokenizer: await AutoTokenizer.from_pretrained(basename(folder)),
    model: await AutoModelForCausalLM.from_pretrained(basename(folder), { dtype: "fp32" }),
  };
  const floor = await openFloor(folder);
  print(`memory    ${memory} MiB resident with the engine, ${residentMiB()} MiB with the peers beside it`);
  for (const tokens of PREFIXES.filter((one) => one + 64 < contextTokens))
    await measurePrefix(tokens, { backend, peers, floor });
  await backend.close();
}

type Peers = {
  generator: Awaited<ReturnType<typeof pipeline<"text-generation">>>;
  tokenizer: Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;
  model: Awaited<ReturnType<typeof AutoModelForCausalLM.from_pretrained>>;
};

interface Bench {
  readonly backend: Backend;
  readonly peers: Peers;
  /** One bare run of so many tokens. */
  readonly floor: (tokens: number) => Promise<void>;
}

async function measurePrefix(tokens: number, { backend, peers, floor }: Bench): Promise<void> {
  const whole = (n: number) => {
    const { prefix, text } = promptOf(backend, tokens, n);
    return prefix + text;
  };
  const textTokens = backend.countTokens(promptOf(backend, tokens, 0).text);
  const scoreOnce = (n: number) => backend.score({ prompt: promptOf(backend, tokens, n), labels: LABELS });
  const writeOnce = (n: number) =>
    backend.complete({
      prompt: promptOf(backend, tokens, n),
      maxNewTokens: NEW_TOKENS,
      temperature: 0,
      endSequence: "\u0000",
    });
  const peerA = async (n: number) => {
    await peers.generator(whole(n), {
      max_new_tokens: NEW_TOKENS,
      do_sample: false,
      return_full_text: false,
    });
  };
  const peerB = async (n: number) => {
    const inputs = peers.tokenizer(whole(n));
    await peers.model.generate({
      ...inputs,
      max_new_tokens: NEW_TOKENS,
      do_sample: false,
      stopping_criteria: new AfterOneToken(),
    } as never);
  };
  const timed: Record<string, (n: number) => Promise<unknown>> = {
    "label ask": scoreOnce,
    floor: () => floor(textTokens),
    "peer A": peerA,
    "peer B": peerB,
    "free text": writeOnce,
  };
  // Each round runs all of them in turn, so that a machine that changes its pace changes it for all.
  const times: Record<string, number[]> = {};
  for (let round = -2; round < RUNS; round++)
    for (const [name, work] of Object.entries(timed)) {
      const beganMs = performance.now();
      await work(round + 10);
      if (round >= 0) times[name] = [...(times[name] ?? []), performance.now() - beganMs];
    }
  const of = (name: string) => median(times[name] ?? []);
  const together: number[] = [];
  for (let round = 0; round < 5; round++) {
    const beganMs = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => scoreOnce(round * AT_ONCE + n)));
    together.push((performance.now() - beganMs) / AT_ONCE);
  }
  const times2 = (a: number, b: number) => `${(a / b).toFixed(1)} times`;
  print(
    `\n  prefix of ${backend.countTokens(promptOf(backend, tokens, 0).prefix)} tokens, texts of ${textTokens}`,
  );
  print(
    `    label ask ${of("label ask").toFixed(2)} ms; floor ${of("floor").toFixed(2)} ms: ${times2(of("label ask"), of("floor"))} the floor`,
  );
  print(
    `    peer A ${of("peer A").toFixed(1)} ms: the label ask is ${times2(of("peer A"), of("label ask"))} as fast`,
  );
  print(
    `    peer B ${of("peer B").toFixed(1)} ms: the label ask is ${times2(of("peer B"), of("label ask"))} as fast`,
  );
  print(
    `    free text of ${NEW_TOKENS} tokens ${of("free text").toFixed(1)} ms: ${times2(of("peer A"), of("free text"))} as fast as peer A`,
  );
  print(
    `    ${AT_ONCE} at once: ${median(together).toFixed(2)} ms each, ${times2(of("peer A"), median(together))} peer A's throughput`,
  );
}

/** Peer B's best case: the label's first token is enough. */
class AfterOneToken extends StoppingCriteria {
  override _call(inputIds: unknown[]): boolean[] {
    return inputIds.map(() => true);
  }
}

/** A prompt whose prefix has about so many tokens; each `n` has a text of its own. */
function promptOf(backend: Backend, tokens: number, n: number): { prefix: string; text: string } {
  let prefix = "Decide whether a message is positive, negative or neutral.\n";
  for (let at = 0; backend.countTokens(prefix) < tokens - 10; at++)
    prefix += `Message: The new build is so much faster in part ${at}, thank you!\nSentiment: ${LABELS[at % 3]}\n###\n`;
  return { prefix, text: `Message: This is the text of ask number ${n}, and it went well.\nSentiment:` };
}

/** A session of our own that is only ever run bare. */
async function openFloor(folder: string): Promise<Bench["floor"]> {
  const { onnxFile, shape } = await readModelFolder(folder);
  const session = await InferenceSession.create(onnxFile, {
    executionProviders: ["cpu"],
    intraOpNumThreads: availableParallelism(),
  });
  const pasts = session.inputNames.filter((name) => name.startsWith("past_key_values"));
  return async (tokens) => {
    const int64 = (values: bigint[], dims: number[]) => new Tensor("int64", BigInt64Array.from(values), dims);
    const each = Array.from({ length: tokens }, (_, at) => BigInt(at + 1));
    const feeds: Record<string, Tensor> = {
      input_ids: int64(each, [1, tokens]),
      attention_mask: int64(
        each.map(() => 1n),
        [1, tokens],
      ),
      position_ids: int64(each, [1, tokens]),
      num_logits_to_keep: int64([1n], []),
    };
    for (const name of pasts)
      feeds[name] = new Tensor("float32", new Float32Array(0), [1, shape.heads, 0, shape.headSize]);
    const known = Object.fromEntries(
      Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)),
    );
    await session.run(known, ["logits"]);
  };
}
