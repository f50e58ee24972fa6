/** Labels with explanations: what they are for people, for the text prompt, and for models that take a conversation. */

import { expect, it } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import { fixedCommands } from "../../src/commands/watch.ts";
import { buildPrompt } from "../../src/core/command/prompt.ts";
import { helpText } from "../../src/flows/bot/help.ts";

const source = (labels: string) =>
  `summary: Which team?\ndescription: Route it.\ninput: Message\noutput: Team\nlabels:${labels}\nexamples:\n  - { input: My card, output: Cards }\n`;
const commandOf = (labels: string) => {
  const parsed = parseCommand(source(labels), { file: "triage.yaml", name: "triage" });
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.command;
};
const promptOf = (labels: string) =>
  buildPrompt(commandOf(labels), "hello", { settings: {}, budgetTokens: 999, countTokens: () => 1 });

const LIST = " [Cards, Billing, Other]";
const MAP = "\n  Cards: lost or new cards\n  Billing: charges, invoices\n  Other:";

it("are the same labels in the same order, and the same text prompt, as a list", () => {
  const command = commandOf(MAP);
  expect(command.labels).toEqual(commandOf(LIST).labels);
  expect(command.labelExplanations).toEqual({ Cards: "lost or new cards", Billing: "charges, invoices" });
  expect(promptOf(MAP).full).toBe(promptOf(LIST).full);
});

it("reach models that take a conversation, and people who ask for help", () => {
  expect(promptOf(MAP).turns.instruction).toBe(
    "Route it.\nAnswer with one of these words only: Cards, Billing, Other.\nCards: lost or new cards\nBilling: charges, invoices",
  );
  expect(promptOf(LIST).turns.instruction).toBe(
    "Route it.\nAnswer with one of these words only: Cards, Billing, Other.",
  );
  const help = helpText(fixedCommands([commandOf(MAP)]), { name: "triage", parameters: null }, "en");
  expect(help).toContain("Answers: Cards (lost or new cards), Billing (charges, invoices), Other.");
});
