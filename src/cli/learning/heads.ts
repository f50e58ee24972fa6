/** The classifier heads that decide in the terminal: those that are live by the store, or the one that `--head` names. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Command as Program } from "commander";
import { z } from "zod";
import type { Config } from "../../config/config.ts";
import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { narrowness } from "../../core/command/saved-command.ts";
import type { SavedHead } from "../../core/command/saved-head.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import { createResponder } from "../../flows/asks/answer/respond.ts";
import type { Heads } from "../../flows/learning/heads.ts";
import type { NewHead } from "../../flows/learning/ports.ts";
import { modelKey } from "../../flows/learning/see.ts";
import { applyHead, type Head } from "../../learning/head/head.ts";
import { decodeHead, promptDigest } from "../../learning/head/stored-head.ts";
import { openExisting } from "../commands/open.ts";
import type { Terminal } from "../shared/model.ts";
import { count, say } from "../shared/output.ts";

/** What a file of a head holds, and what is needed of one in the store. */
const headSchema = z.object({
  fewshot_head: z.literal(1),
  name: z.string().min(1),
  number: z.number().int().positive().nullable(),
  model: z.string(),
  promptDigest: z.string(),
  rows: z.number().int().nonnegative(),
  weights: z.string(),
});

type HeadFile = z.infer<typeof headSchema>;

/** A head as a file. */
export function writeHeadFile(
  { name, model, promptDigest: prompt, rows, weights }: NewHead,
  number: number | null,
): string {
  const file: HeadFile = { fewshot_head: 1, name, number, model, promptDigest: prompt, rows, weights };
  return `${JSON.stringify(file)}\n`;
}

/** What a verb was given: a file or a number, or false for `--no-head`. */
export interface HeadOption {
  readonly head?: string | false;
}

export interface TerminalHeads extends Pick<Heads, "find"> {
  /** The head that decides beside a command's prompt; null where the prompt alone decides. What is live and does not fit is said once.
   * @throws {BotError} INPUT_USAGE where `--head` names one that does not fit */
  of(command: Command, model: ModelInfo): UsedHead | null;
}

/** As `--json` prints it. */
export interface UsedHead {
  /** Null for one that was never saved. */
  readonly number: number | null;
  /** Rows that it learned from. */
  readonly rows: number;
  /** Of its weights: another digest is another head. */
  readonly digest: string;
}

interface Loaded {
  readonly kept: Omit<HeadFile, "fewshot_head">;
  readonly head: Head;
}

export function addHeadOptions(program: Program): Program {
  return program
    .option(
      "--head <head>",
      "the classifier head that decides: a file of learn --export, or a number; the live one where it is left out",
    )
    .option("--no-head", "let the prompt alone decide");
}

/** "with classifier head 3, which learned from 64 rows". */
export const sayHead = ({ number, rows }: Pick<UsedHead, "number" | "rows">): string =>
  `with ${number === null ? "a classifier head" : `classifier head ${number}`}, which learned from ${count(rows, "row")}`;

/** The head of a command with how it answers beside the prompt, for insights; null where the prompt alone decides. */
export function answeringHead(
  { backend }: Pick<Terminal, "backend">,
  heads: TerminalHeads,
  { command, model }: { readonly command: Command; readonly model: ModelInfo },
) {
  const used = heads.of(command, model);
  if (used === null) return null;
  const respond = createResponder(backend, heads);
  return { ...used, respond: (text: string) => respond({ command, text, settings: {} }) };
}

/** @param commands that are asked
 * @throws {BotError} INPUT_USAGE where `--head` names nothing that can be used; STORE_* where a number is named and the store can't be read */
export async function openTerminalHeads(
  config: Config,
  { head: named }: HeadOption,
  commands: readonly Command[],
): Promise<TerminalHeads> {
  const asked = commands.filter(({ labels }) => labels !== null);
  if (named === false || (named === undefined && asked.length === 0)) return over([]);
  if (named === undefined) return over(await readLive(config));
  const name = [...new Set(asked.map((command) => command.name))];
  if (name.length !== 1) throw new BotError("INPUT_USAGE", "--head is for one command with labels; name it.");
  const loaded = /^[1-9]\d{0,8}$/.test(named)
    ? await readSaved(config, name[0] as string, Number(named))
    : await readHeadFile(named, name[0] as string);
  return over([loaded], asked);
}

/** The live heads of all places; those of one workspace are for asks from there. A store that can't be read now is no fault: the prompt decides. */
async function readLive(config: Config): Promise<Loaded[]> {
  try {
    const saved = await withHeads(config, (store) => store.liveHeads());
    return (saved ?? []).filter(({ scope }) => narrowness(scope) === 0).flatMap((one) => decode(one) ?? []);
  } catch (cause) {
    say(
      `Classifier heads can't be read, so that the prompt alone decides; --no-head leaves this out. ${toBotError(cause).message}`,
    );
    return [];
  }
}

async function readSaved(config: Config, name: string, number: number): Promise<Loaded> {
  const saved = await withHeads(config, (store) => store.findHead(name, number));
  const loaded = saved && decode(saved);
  if (loaded) return loaded;
  throw new BotError(
    "INPUT_USAGE",
    saved
      ? `Head ${number} of ${name} was switched off, and keeps no weights. Train one: npx fewshot learn ${name}.`
      : `${name} has no head ${number}. What there is: npx fewshot commands history ${name}.`,
  );
}

async function withHeads<T>(
  config: Config,
  read: (store: NonNullable<Awaited<ReturnType<typeof openExisting>>>) => Promise<T>,
): Promise<T | null> {
  const store = await openExisting(config);
  if (store === null) return null;
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

async function readHeadFile(path: string, name: string): Promise<Loaded> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new BotError("INPUT_USAGE", `--head ${path} can't be read (${cause.code ?? "unknown error"}).`, {
      cause,
    });
  });
  const kept = headSchema.safeParse(parseOrNull(text));
  const head = kept.success ? decodeHead(kept.data.weights) : null;
  if (!kept.success || head === null)
    throw new BotError(
      "INPUT_USAGE",
      `${path} is no classifier head of this release. Write one: npx fewshot learn ${name} --export FILE.`,
    );
  if (kept.data.name !== name)
    throw new BotError("INPUT_USAGE", `${path} is a head of ${kept.data.name}, and not of ${name}.`);
  return { kept: kept.data, head };
}

function decode(saved: SavedHead): Loaded | null {
  const head = decodeHead(saved.weights);
  return head && { kept: saved, head };
}

/** @param mustFit commands that the one head was named for */
function over(loaded: readonly Loaded[], mustFit: readonly Command[] = []): TerminalHeads {
  const said = new Set<string>();
  const faultOf = ({ kept }: Loaded, command: Command, model: ModelInfo) =>
    kept.model !== modelKey(model)
      ? `was trained with another model (${kept.model})`
      : kept.promptDigest === promptDigest(command)
        ? null
        : "was trained for another prompt";
  function fitting(command: Command, model: ModelInfo): Loaded | null {
    const own = loaded.find(({ kept }) => kept.name === command.name);
    return own && faultOf(own, command, model) === null ? own : null;
  }
  return {
    find(command, _place, model) {
      const own = fitting(command, model);
      if (own === null) return null;
      const { number, rows } = own.kept;
      return { number: number ?? 0, rows, decide: (seen) => applyHead(own.head, seen) };
    },
    of(command, model) {
      const own = loaded.find(({ kept }) => kept.name === command.name);
      if (!own) return null;
      const { number, rows, weights } = own.kept;
      const fault = faultOf(own, command, model);
      if (fault === null)
        return { number, rows, digest: createHash("sha256").update(weights).digest("hex").slice(0, 16) };
      const sentence = `${number === null ? "The head" : `Head ${number}`} of ${command.name} ${fault}`;
      if (mustFit.includes(command))
        throw new BotError("INPUT_USAGE", `${sentence}. Train it again: npx fewshot learn ${command.name}.`);
      if (!said.has(sentence)) say(`${sentence}, so that the prompt alone decides.`);
      said.add(sentence);
      return null;
    },
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
