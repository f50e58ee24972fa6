/** Reads command files from disk: every good file gives a command, every other one its faults. */

import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { Command } from "../core/command/command.ts";
import { readExamplesFile } from "./examples-file.ts";
import { type CommandFault, describeFault } from "./faults.ts";
import { hashOf, type Parsed, parseCommand } from "./source/parse.ts";

export interface LoadedCommands {
  readonly commands: readonly Command[];
  /** What kept a file, or the whole folder, from being read. */
  readonly faults: readonly CommandFault[];
  /** What is probably not meant, in files that were read. */
  readonly warnings: readonly CommandFault[];
}

/** A larger file is not a command file: 32 examples of the longest texts stay below a tenth of this. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Reads every `*.yaml` and `*.yml` of a folder, in alphabetical order. A faulty file is named in `faults` and left out. */
export async function loadCommands(folder: string): Promise<LoadedCommands> {
  const refuse = (message: string): LoadedCommands => ({
    commands: [],
    faults: [{ file: folder, line: null, message }],
    warnings: [],
  });
  let names: string[];
  try {
    names = (await readdir(folder)).filter(isCommandFile).sort();
  } catch (cause) {
    return refuse(`the folder of commands ${explainRead(cause)}; run npx fewshot init, or set COMMANDS_DIR`);
  }
  if (names.length === 0) return refuse("the folder holds no command file (*.yaml)");
  return loadFiles(names.map((name) => join(folder, name)));
}

/** Reads the named files; two that make the same command are a fault of the second. */
export async function loadFiles(files: readonly string[]): Promise<LoadedCommands> {
  const commands: Command[] = [];
  const faults: CommandFault[] = [];
  const warnings: CommandFault[] = [];
  const madeBy = new Map<string, string>();
  for (const file of files) {
    const parsed = await loadFile(file);
    if ("faults" in parsed) {
      faults.push(...parsed.faults);
      continue;
    }
    const { name } = parsed.command;
    const first = madeBy.get(name);
    if (first) {
      const message = `the command /${name} is already made by ${first}; rename one of the files`;
      faults.push({ file, line: null, message });
      continue;
    }
    madeBy.set(name, file);
    commands.push(parsed.command);
    warnings.push(...parsed.warnings);
  }
  return { commands, faults, warnings };
}

export function isCommandFile(name: string): boolean {
  return [".yaml", ".yml"].includes(extname(name)) && !basename(name).startsWith(".");
}

async function loadFile(file: string): Promise<Parsed> {
  const read = await readSource(file);
  if ("faults" in read) return read;
  const parsed = parseCommand(read.source, { file, name: basename(file, extname(file)) });
  if ("faults" in parsed || parsed.command.examplesFile === null) return parsed;
  const { command, warnings } = parsed;
  const found = await readExamplesFile(
    join(dirname(file), parsed.command.examplesFile),
    command.labels ?? [],
  );
  if ("faults" in found) {
    // A fault of the command's own file keeps its last good version in force.
    const [first] = found.faults;
    const message = `examples_file: ${first ? describeFault({ ...first, file: parsed.command.examplesFile }) : ""}`;
    return {
      faults: [{ file, line: lineOfKey(read.source, "examples_file"), message }, ...found.faults.slice(1)],
    };
  }
  const revision = hashOf(`${command.revision}\n${found.text}`);
  return { command: Object.freeze({ ...command, moreExamples: found.examples, revision }), warnings };
}

/** The line of a key of the whole file, from 1; null where it is written in another way. */
function lineOfKey(source: string, key: string): number | null {
  const at = source.split("\n").findIndex((line) => line.startsWith(`${key}:`));
  return at === -1 ? null : at + 1;
}

/** The text of a command file, unchecked; or why it can't be read. A byte order mark is left out. */
export async function readSource(
  file: string,
): Promise<{ readonly source: string } | { readonly faults: readonly CommandFault[] }> {
  const refuse = (message: string) => ({ faults: [{ file, line: null, message }] });
  let bytes: Buffer;
  try {
    const found = await stat(file);
    // Reading a pipe or a device would wait for ever.
    if (found.isDirectory()) return refuse("is a folder; name the files in it");
    if (!found.isFile()) return refuse("is not a regular file");
    if (found.size > MAX_FILE_BYTES)
      return refuse(`has ${Math.ceil(found.size / 1024)} KiB; a command file may have 1,024 KiB`);
    bytes = await readFile(file);
  } catch (cause) {
    return refuse(explainRead(cause));
  }
  if (bytes.includes(0)) return refuse("is not saved as UTF-8 (perhaps UTF-16); save it as UTF-8");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // Line ends of old editors; YAML's parser takes a carriage return alone for a part of the line. Those of Windows stay, so that an
    // export is the file that was imported, letter by letter.
    return { source: text.replace(/\r(?!\n)/g, "\n") };
  } catch {
    return refuse("is not saved as UTF-8; save it as UTF-8");
  }
}

function explainRead(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT") return "does not exist";
  if (code === "EACCES" || code === "EPERM") return "can't be read: its permissions do not allow it";
  return `can't be read (${code ?? message})`;
}
