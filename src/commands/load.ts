/** Reads command files: YAML to checked commands, every fault with its file and line. */

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { COMMAND_NAME, type Command, commandFileSchema, createCommand } from "../core/command.ts";

/** One thing wrong with one file. */
export interface CommandFault {
  readonly file: string;
  /** Counts from 1; null when the fault is the file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

export interface LoadedCommands {
  readonly commands: readonly Command[];
  readonly faults: readonly CommandFault[];
}

type Outcome = { readonly command: Command } | { readonly faults: readonly CommandFault[] };

/** Names that the bot itself answers to. */
const RESERVED = new Set(["fewshot", "help"]);

/** Reads every `*.yaml` and `*.yml` of a folder, in alphabetical order. A faulty file is named in `faults` and left out. */
export async function loadCommands(folder: string): Promise<LoadedCommands> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter(isCommandFile).sort();
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : (cause as Error).message;
    return {
      commands: [],
      faults: [{ file: folder, line: null, message: `the folder of commands ${why}; set COMMANDS_DIR` }],
    };
  }
  if (names.length === 0)
    return {
      commands: [],
      faults: [{ file: folder, line: null, message: "the folder holds no command file (*.yaml)" }],
    };
  return loadFiles(names.map((name) => join(folder, name)));
}

/** Reads the named files; two that make the same command are a fault of the second. */
export async function loadFiles(files: readonly string[]): Promise<LoadedCommands> {
  const commands: Command[] = [];
  const faults: CommandFault[] = [];
  const madeBy = new Map<string, string>();
  for (const file of files) {
    const outcome = await loadFile(file);
    if ("faults" in outcome) {
      faults.push(...outcome.faults);
      continue;
    }
    const first = madeBy.get(outcome.command.name);
    if (first) {
      faults.push({
        file,
        line: null,
        message: `the command /${outcome.command.name} is already made by ${first}; rename one of the files`,
      });
      continue;
    }
    madeBy.set(outcome.command.name, file);
    commands.push(outcome.command);
  }
  return { commands, faults };
}

export function isCommandFile(name: string): boolean {
  return [".yaml", ".yml"].includes(extname(name)) && !basename(name).startsWith(".");
}

/** "commands/sentiment.yaml:4: labels: …" */
export function describeFault({ file, line, message }: CommandFault): string {
  return line === null ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

async function loadFile(file: string): Promise<Outcome> {
  const fault = (message: string, line: number | null = null): Outcome => ({
    faults: [{ file, line, message }],
  });
  const name = basename(file, extname(file));
  if (!COMMAND_NAME.test(name))
    return fault(
      `the file's name is the command's name, and "${name}" can't be one: use lower-case letters, digits, - and _, at most 31`,
    );
  if (RESERVED.has(name)) return fault(`/${name} is the bot's own command; rename the file`);
  let source: string;
  try {
    source = await readFile(file, "utf8");
  } catch (cause) {
    return fault(`can't be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"})`);
  }
  return parseCommand(source, { file, name });
}

function parseCommand(source: string, { file, name }: { file: string; name: string }): Outcome {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0)
    return {
      faults: document.errors.map((error) => ({
        file,
        line: lineCounter.linePos(error.pos[0]).line,
        message: error.message,
      })),
    };
  const checked = commandFileSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (checked.success) return { command: createCommand(name, checked.data, hashOf(source)) };
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return lineCounter.linePos(node.range[0]).line;
    }
    return 1;
  };
  return {
    faults: checked.error.issues
      .flatMap((issue) => describeIssue(issue))
      .map(({ path, message }) => ({ file, line: lineOf(path), message })),
  };
}

/** One zod issue as sentences; an unknown key is placed on the key itself. */
function describeIssue(issue: z.core.$ZodIssue): { path: readonly PropertyKey[]; message: string }[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown key "${key}"${issue.path.length > 0 ? ` in ${issue.path.join(".")}` : ""}`,
    }));
  const at = issue.path.join(".");
  return [{ path: issue.path, message: at === "" ? issue.message : `${at}: ${issue.message}` }];
}

function hashOf(source: string): string {
  return createHash("sha256").update(source).digest("hex").slice(0, 12);
}
