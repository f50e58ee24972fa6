/** The file of a command as a version of it could be saved. */

import type { Commands } from "../../ports/commands.ts";

/** The file's text; without the name of an examples file, which a saved command can't have. Null where there is no file. */
export async function readFileSource(
  commands: Pick<Commands, "readFile" | "parse" | "applyForm">,
  name: string,
): Promise<string | null> {
  const source = await commands.readFile(name);
  if (source === null || "command" in commands.parse(name, source)) return source;
  // A form takes it out, and nothing else.
  const applied = commands.applyForm(source, null, {});
  return "source" in applied ? applied.source : source;
}
