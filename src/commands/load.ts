/** Reads command files from disk: every good file gives a command, every other one its faults. */

import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { byName, type Command } from "../core/command/command.ts";
import { type CommandFault, type Fault, faultIn } from "../core/command/faults.ts";
import { readExamplesFile, whyUnreadable } from "./examples-file.ts";
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

/** Reads every `*.yaml` and `*.yml` of a folder, in the order of the commands' names. A faulty file is named in `faults` and left out. */
export async function loadCommands(folder: string): Promise<LoadedCommands> {
  const refuse = (fault: Fault): LoadedCommands => ({
    commands: [],
    faults: [faultIn(folder, fault)],
    warnings: [],
  });
  let names: string[];
  try {
    names = (await readdir(folder)).filter(isCommandFile).sort();
  } catch (cause) {
    return refuse({ code: "folder-unreadable", why: whyUnreadable(cause) });
  }
  if (names.length === 0) return refuse({ code: "folder-empty" });
  const loaded = await loadFiles(names.map((name) => join(folder, name)));
  // Names of files have another order: "a-b.yaml" comes before "a.yaml".
  return { ...loaded, commands: loaded.commands.toSorted(byName) };
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
      faults.push(faultIn(file, { code: "made-twice", name, first }));
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
    const named = { file: parsed.command.examplesFile, line: first?.line ?? null };
    const own = first && { ...first, file, line: lineOfKey(read.source, "examples_file"), named };
    return { faults: [...(own ? [own] : []), ...found.faults.slice(1)] };
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
  const refuse = (fault: Fault) => ({ faults: [faultIn(file, fault)] });
  let bytes: Buffer;
  try {
    const found = await stat(file);
    // Reading a pipe or a device would wait for ever.
    if (found.isDirectory()) return refuse({ code: "is-folder" });
    if (!found.isFile()) return refuse({ code: "not-regular" });
    if (found.size > MAX_FILE_BYTES)
      return refuse({ code: "file-too-large", kib: kibOf(found.size), most: kibOf(MAX_FILE_BYTES) });
    bytes = await readFile(file);
  } catch (cause) {
    return refuse({ code: "unreadable", why: whyUnreadable(cause) });
  }
  if (bytes.includes(0)) return refuse({ code: "not-utf8", isPerhapsUtf16: true });
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // Line ends of old editors; YAML's parser takes a carriage return alone for a part of the line. Those of Windows stay, so that an
    // export is the file that was imported, letter by letter.
    return { source: text.replace(/\r(?!\n)/g, "\n") };
  } catch {
    return refuse({ code: "not-utf8", isPerhapsUtf16: false });
  }
}

const kibOf = (bytes: number) => Math.ceil(bytes / 1024);
