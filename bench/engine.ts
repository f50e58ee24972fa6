/**
 * The engine beside two peers and the floor, in one run: `npm run bench -- engine [model folder …] [--prefix TOKENS]`.
 * Peer A is the transformers pipeline as the article's reader would write it (25 new tokens), peer B the same stopped once a label is
 * there, the floor one bare run of the text's own tokens with no past. All run on as many threads as the engine chooses.
 * Without a folder the built-in model is measured. Speed does not depend on the weights' values, so a random GPT-Neo of the
 * 125M shape does as well as the real one: `python3 training/export.py random FOLDER --vocab 50257 --tokenizer models/fewshot-neo/tokenizer.json`.
 */

import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  AutoModelForCausalLM,
  AutoTokenizer,
  env,
  pipeline,
  StoppingCriteria,
} from "@huggingface/transformers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Backend } from "../src/flows/ports/backend.ts";
import { chooseThreads, openOnnxBackend } from "../src/inference/engine/backend.ts";
import { readModelFolder } from "../src/inference/models/folder.ts";
import { median, print, printMachine, residentMiB } from "./report.ts";

const RUNS = 31;
/** Rounds that are not counted, first: as in a bot that has answered some asks, all code is compiled by then. */
const WARM_UPS = 10;
/** Aimed prefix lengths in tokens. */
const PREFIXES = [100, 340, 900];
const LABELS = ["Positive", "Negative", "Neutral"];
const NEW_TOKENS = 25;
const AT_ONCE = 64;

export async function run(args: readonly string[]): Promise<void> {
  printMachine(["onnxruntime-node", "@huggingface/transformers"]);
  print(`medians   of ${RUNS} rounds; in each round all take their turn, twice, and the second time counts`);
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { prefix: { type: "string" } },
    allowPositionals: true,
  });
  const prefixes = values.prefix === undefined ? PREFIXES : [Number(values.prefix)];
  for (const folder of positionals.length > 0 ? positionals : ["models/fewshot-neo"]) {
    if (existsSync(resolve(folder, "config.json"))) await measureModel(resolve(folder), prefixes);
    else print(`\n${folder} is not there and was left out; the head of bench/engine.ts says how to write it`);
  }
  print(`\nload      ${(loadavg()[0] ?? 0).toFixed(2)} (one minute) when it ended`);
}

async function measureModel(folder: string, prefixes: readonly number[]): Promise<void> {
  const startMs = performance.now();
  const backend = openOnnxBackend({ model: folder, cacheDir: ".cache", cacheBytes: 2 ** 30 });
  const { parameters, contextTokens, dtype } = await backend.describe();
  const threads = chooseThreads(parameters ?? 0);
  await backend.score({ prompt: { prefix: prefixOf(backend, 100), text: textOf(0) }, labels: LABELS });
  print(
    `\n${basename(folder)}, ${((parameters ?? 0) / 1e6).toFixed(1)} M parameters, ${dtype}, threads in one run: ${threads}; first answer ${Math.round(performance.now() - startMs)} ms after opening`,
  );
  const memory = residentMiB();
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  const alike = { dtype: "fp32", session_options: { intraOpNumThreads: threads } } as const;
  const generator = await pipeline("text-generation", basename(folder), alike);
  const peers = {
    generator,
    tokenizer: await AutoTokenizer.from_pretrained(basename(folder)),
    model: await AutoModelForCausalLM.from_pretrained(basename(folder), alike),
  };
  const floor = await openFloor(folder, threads);
  print(`memory    ${memory} MiB resident with the engine, ${residentMiB()} MiB with the peers beside it`);
  for (const tokens of prefixes.filter((one) => one + 64 < contextTokens))
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
  const prefix = prefixOf(backend, tokens);
  const whole = (n: number) => prefix + textOf(n);
  const textTokens = backend.countTokens(textOf(0));
  const scoreOnce = (n: number) => backend.score({ prompt: { prefix, text: textOf(n) }, labels: LABELS });
  const writeOnce = (n: number) =>
    backend.complete({
      prompt: { prefix, text: textOf(n) },
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
  // Each round runs all of them in turn, so that a machine that changes its pace changes it for all. Each goes twice, as
  // the one before, and collecting its garbage, have filled the processor's caches with other things than its own.
  const spent: Record<string, Spent[]> = {};
  for (let round = -WARM_UPS; round < RUNS; round++)
    for (const [name, work] of Object.entries(timed)) {
      collectGarbage();
      await work(2 * (round + WARM_UPS));
      const one = await spend(() => work(2 * (round + WARM_UPS) + 1));
      if (round >= 0) spent[name] = [...(spent[name] ?? []), one];
    }
  const together: Spent[] = [];
  for (let round = 0; round < 5; round++) {
    const { wallMs, cpuMs } = await spend(() =>
      Promise.all(Array.from({ length: AT_ONCE }, (_, n) => scoreOnce(round * AT_ONCE + n))),
    );
    together.push({ wallMs: wallMs / AT_ONCE, cpuMs: cpuMs / AT_ONCE });
  }
  spent["one of 64"] = together;
  print(`\n  prefix of ${backend.countTokens(prefix)} tokens, texts of ${textTokens}`);
  print("                wall ms   processor ms");
  const of = (name: string, kind: keyof Spent) => median((spent[name] ?? []).map((one) => one[kind]));
  for (const name of Object.keys(spent))
    print(
      `    ${name.padEnd(10)} ${of(name, "wallMs").toFixed(2).padStart(8)} ${of(name, "cpuMs").toFixed(2).padStart(14)}`,
    );
  const ratio = (over: string, under: string) =>
    `${(of(over, "wallMs") / of(under, "wallMs")).toFixed(1)} by the clock, ${(of(over, "cpuMs") / of(under, "cpuMs")).toFixed(1)} in processor time`;
  print(`    label ask over floor    ${ratio("label ask", "floor")}`);
  print(`    peer A over label ask   ${ratio("peer A", "label ask")}`);
  print(`    peer B over label ask   ${ratio("peer B", "label ask")}`);
  print(`    peer A over free text   ${ratio("peer A", "free text")}   (${NEW_TOKENS} new tokens each)`);
  print(`    peer A over one of 64   ${ratio("peer A", "one of 64")}`);
}

interface Spent {
  readonly wallMs: number;
  /** Of all threads; what the clock would show on an idle machine where one thread works. */
  readonly cpuMs: number;
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

async function spend(work: () => Promise<unknown>): Promise<Spent> {
  const cpu = process.cpuUsage();
  const beganMs = performance.now();
  await work();
  const wallMs = performance.now() - beganMs;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** Peer B's best case: the label's first token is enough. */
class AfterOneToken extends StoppingCriteria {
  override _call(inputIds: unknown[]): boolean[] {
    return inputIds.map(() => true);
  }
}

/** A prefix of about so many tokens. Made before the clock starts: the bot, too, builds it once a command. */
function prefixOf(backend: Backend, tokens: number): string {
  let prefix = "Decide whether a message is positive, negative or neutral.\n";
  for (let at = 0; backend.countTokens(prefix) < tokens - 10; at++)
    prefix += `Message: The new build is so much faster in part ${at}, thank you!\nSentiment: ${LABELS[at % 3]}\n###\n`;
  return `${prefix}Message:`;
}

/** Each `n` has a text of its own. Prompts are parted as the bot parts them, before the space after the caption. */
const textOf = (n: number) => ` This is the text of ask number ${n}, and it went well.\nSentiment:`;

/** A session of our own that is only ever run bare. */
async function openFloor(folder: string, threads: number): Promise<Bench["floor"]> {
  const { onnxFile, heads, headSize } = await readModelFolder(folder);
  const session = await InferenceSession.create(onnxFile, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
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
      feeds[name] = new Tensor("float32", new Float32Array(0), [1, heads ?? 0, 0, headSize ?? 0]);
    const known = Object.fromEntries(
      Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)),
    );
    await session.run(known, ["logits"]);
  };
}
