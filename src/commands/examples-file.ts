/** Reads the file that a command names as `examples_file`: more examples than a prompt holds, for the classifier head. */

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Example } from "../core/command/command.ts";
import { exampleSchema } from "../core/command/command-file.ts";
import {
  type CommandFault,
  type Fault,
  faultIn,
  type PlacedFault,
  type Unreadable,
} from "../core/command/faults.ts";
import { faultsOfIssue } from "./faults.ts";

/** Rows of one file at most. */
const MAX_ROWS = 10_000;
const MIB = 2 ** 20;
/** Ten thousand texts of the usual length are a fifth of this. */
const MAX_BYTES = 8 * MIB;
/** Faults shown of one file: the first ones usually cause the others. */
const MAX_FAULTS = 20;

export type ReadExamples =
  | { readonly examples: readonly Example[]; readonly text: string }
  | { readonly faults: readonly CommandFault[] };

/** Reads JSON lines, one `{"input": "…", "output": "…"}` each; empty lines are left out.
 * @param file its path; a symbolic link is refused, since it may lead out of the commands' folder
 * @param labels what an output may be */
export async function readExamplesFile(file: string, labels: readonly string[]): Promise<ReadExamples> {
  const read = await readText(file);
  if ("fault" in read) return { faults: [faultIn(file, read.fault)] };
  const examples: Example[] = [];
  const faults: CommandFault[] = [];
  const { text } = read;
  for (const [index, content] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (content.trim() === "") continue;
    if (examples.length === MAX_ROWS) {
      faults.push(faultIn(file, { code: "too-many-rows", most: MAX_ROWS }, { line: index + 1 }));
      break;
    }
    const row = readRow(content, labels);
    if ("example" in row) examples.push(row.example);
    else faults.push(faultIn(file, row.fault, { place: row.place, line: index + 1 }));
    if (faults.length === MAX_FAULTS) {
      faults.push(faultIn(file, { code: "may-be-more" }));
      break;
    }
  }
  if (faults.length === 0 && examples.length === 0) faults.push(faultIn(file, { code: "no-rows" }));
  return faults.length > 0 ? { faults } : { examples, text };
}

function readRow(
  content: string,
  labels: readonly string[],
): { readonly example: Example } | Pick<PlacedFault, "place" | "fault"> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { place: [], fault: { code: "not-json" } };
  }
  const checked = exampleSchema.safeParse(value, { reportInput: true });
  if (!checked.success) {
    const [first] = checked.error.issues.flatMap((one) => faultsOfIssue(one, () => ["input", "output"]));
    return first ?? { place: [], fault: { code: "not-valid" } };
  }
  const { output } = checked.data;
  if (!labels.includes(output)) return { place: ["output"], fault: { code: "not-a-label", output, labels } };
  return { example: checked.data };
}

async function readText(file: string): Promise<{ readonly text: string } | { readonly fault: Fault }> {
  // Windows does not know these; there a link needs an administrator.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    const isLink = (cause as NodeJS.ErrnoException).code === "ELOOP";
    return { fault: isLink ? { code: "is-link" } : { code: "unreadable", why: whyUnreadable(cause) } };
  }
  try {
    const found = await handle.stat();
    if (!found.isFile()) return { fault: { code: "not-regular" } };
    if (found.size > MAX_BYTES)
      return {
        fault: { code: "rows-too-large", mib: Math.ceil(found.size / MIB), most: MAX_BYTES / MIB },
      };
    const bytes = await handle.readFile();
    if (bytes.includes(0)) return { fault: { code: "not-utf8", isPerhapsUtf16: true } };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { fault: { code: "not-utf8", isPerhapsUtf16: false } };
  } finally {
    await handle.close();
  }
}

/** Why the system gives no file or folder. */
export function whyUnreadable(cause: unknown): Unreadable {
  const { code = "unknown" } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT") return { reason: "missing" };
  return code === "EACCES" || code === "EPERM" ? { reason: "not-permitted" } : { reason: "failed", code };
}
