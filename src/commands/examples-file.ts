/** Reads the file that a command names as `examples_file`: more examples than a prompt holds, for the classifier head. */

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Example } from "../core/command/command.ts";
import { exampleSchema } from "../core/command/command-file.ts";
import { type CommandFault, describeIssue } from "./faults.ts";

/** Rows of one file at most. */
const MAX_ROWS = 10_000;
/** Ten thousand texts of the usual length are a fifth of this. */
const MAX_BYTES = 8 * 2 ** 20;
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
  if ("fault" in read) return { faults: [{ file, line: null, message: read.fault }] };
  const examples: Example[] = [];
  const faults: CommandFault[] = [];
  const { text } = read;
  for (const [index, content] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (content.trim() === "") continue;
    if (examples.length === MAX_ROWS) {
      const message = `holds more than ${MAX_ROWS.toLocaleString("en")} rows; leave some out`;
      faults.push({ file, line: index + 1, message });
      break;
    }
    const row = readRow(content, labels);
    if ("example" in row) examples.push(row.example);
    else faults.push({ file, line: index + 1, message: row.fault });
    if (faults.length === MAX_FAULTS) {
      faults.push({ file, line: null, message: "there may be more faults; mend the first ones first" });
      break;
    }
  }
  if (faults.length === 0 && examples.length === 0)
    faults.push({ file, line: null, message: "holds no rows" });
  return faults.length > 0 ? { faults } : { examples, text };
}

function readRow(
  content: string,
  labels: readonly string[],
): { readonly example: Example } | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { fault: 'is not valid JSON; write one row a line: {"input": "…", "output": "…"}' };
  }
  const checked = exampleSchema.safeParse(value, { reportInput: true });
  if (!checked.success) {
    const [issue] = checked.error.issues.flatMap((one) => describeIssue(one, () => ["input", "output"]));
    return { fault: issue?.message ?? "is no row" };
  }
  const { output } = checked.data;
  if (!labels.includes(output))
    return { fault: `output: "${output}" is not one of the labels ${labels.join(", ")}` };
  return { example: checked.data };
}

async function readText(file: string): Promise<{ readonly text: string } | { readonly fault: string }> {
  // Windows does not know these; there a link needs an administrator.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ELOOP") return { fault: "is a symbolic link; an examples file must be a file of its own" };
    return { fault: code === "ENOENT" ? "does not exist" : `can't be read (${code ?? message})` };
  }
  try {
    const found = await handle.stat();
    if (!found.isFile()) return { fault: "is not a regular file" };
    if (found.size > MAX_BYTES)
      return { fault: `has ${Math.ceil(found.size / 2 ** 20)} MiB; an examples file may have 8 MiB` };
    const bytes = await handle.readFile();
    if (bytes.includes(0)) return { fault: "is not saved as UTF-8 (perhaps UTF-16); save it as UTF-8" };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { fault: "is not saved as UTF-8; save it as UTF-8" };
  } finally {
    await handle.close();
  }
}
