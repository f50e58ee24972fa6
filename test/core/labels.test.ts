/** Labels with explanations: what they are for people, for the text prompt, and for models that take a conversation. */

import { expect, it } from "vitest";
import { toForm } from "../../src/commands/source/form.ts";
import { parseCommand } from "../../src/commands/source/parse.ts";
import { fixedCommands } from "../../src/commands/watch.ts";
import { describeFault } from "../../src/core/command/faults.ts";
import { buildPrompt } from "../../src/core/command/prompt.ts";
import { helpText } from "../../src/flows/bot/help.ts";
import { en } from "../../src/i18n/en/index.ts";

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

it("stay in the order in which they are written, also where they are numbers", () => {
  const levels = '\n  10: on fire\n  2: broken\n  1:\n  None: all is well\n  "0": a question';
  const command = commandOf(levels.replace("10: on", "Cards: a card\n  10: on"));
  expect(command.labels).toEqual(["Cards", "10", "2", "1", "None", "0"]);
  const { turns } = buildPrompt(command, "hello", {
    ...{ settings: {}, budgetTokens: 999, countTokens: () => 1 },
  });
  expect(turns.instruction).toContain(
    "\nCards: a card\n10: on fire\n2: broken\nNone: all is well\n0: a question",
  );
  expect(toForm(command).labels).toBe(
    "Cards => a card\n10 => on fire\n2 => broken\n1\nNone => all is well\n0 => a question",
  );
});

it("are refused where YAML would make another number of them, or one of two", () => {
  const faultsOf = (labels: string) => {
    const parsed = parseCommand(source(labels), { file: "x", name: "x" });
    return "faults" in parsed ? parsed.faults.map((fault) => describeFault(fault, en)) : [];
  };
  expect(faultsOf("\n  Cards:\n  01: first\n  0x2: second")).toEqual([
    'x:7: labels: "01" is the number 01; to mean a text, put it in quotes: "01"',
    'x:8: labels: "0x2" is the number 0x2; to mean a text, put it in quotes: "0x2"',
  ]);
  expect(faultsOf('\n  Cards:\n  "1": one\n  1: again')).toEqual([
    'x:8: labels: the label "1" is listed twice',
  ]);
});
