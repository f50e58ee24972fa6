/** The JSON Schema of command files, for editors: written from the same zod schema that the bot checks with. */

import { z } from "zod";
import { commandFileSchema } from "../../core/command/command-file.ts";

/** The schema as `commands/command.schema.json` holds it. */
export function commandJsonSchema(): string {
  const schema = z.toJSONSchema(commandFileSchema, { io: "input" });
  return `${JSON.stringify({ title: "A Fewshot command", ...schema }, null, 2)}\n`;
}
