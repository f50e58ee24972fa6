/** Sources that are saved where people talk, and a command whose file names an examples file, which a saved version can't. */

import { makeCommand } from "../flows/stack.ts";

export const source =
  "summary: Which team?\ndescription: Route it.\ninput: Message\noutput: Team\nlabels: [Billing, Travel]\n";
export const FILED = `${source}examples: [{ input: my money, output: Billing }]\n`;
export const filed = makeCommand("filed", {
  labels: ["Billing", "Travel"],
  examples_file: "filed.jsonl",
  examples: [],
});
/** What is said before that is lost. */
export const LOSES = "A saved version can't name an examples file";
