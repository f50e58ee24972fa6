/** What texts, buttons and forms mean: decided once, the same on every platform. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixedCommands } from "../../src/commands/watch.ts";
import { RESERVED_WORDS } from "../../src/core/command/saved-command.ts";
import { PRESS_NAMES } from "../../src/core/views/view.ts";
import { intentOfForm, intentOfPress } from "../../src/flows/bot/intents.ts";
import { readText } from "../../src/flows/bot/read-text.ts";
import { defineCommands } from "../../src/platforms/discord/setup/define-commands.ts";
import { codePoint } from "../code-point.ts";
import { commands } from "./stack.ts";

const known = fixedCommands(commands);
const mention = (text: string) => readText(known, text, { kind: "mention" });
const slash = (command: string, text: string) => readText(known, text, { kind: "slash", command });
const chosen = (text: string) => readText(known, text, { kind: "chosen", command: "haiku" });
const ask = (text: string, command = "sentiment") => ({ kind: "ask", command, text });
const help = (command: string | null = null) => ({ kind: "help", command });
const privacy = (request: string | null, isConfirmed = false) => ({ kind: "privacy", request, isConfirmed });

describe("a text after a mention", () => {
  it.each([
    "sentiment great job",
    ", sentiment great job",
    ": sentiment great job",
    "sentiment: great job",
    "sentiment, great job",
    "Sentiment great job",
    "*sentiment* great job",
    "**sentiment** great job",
    "_sentiment_ great job",
    "`sentiment` great job",
    "“sentiment” great job",
    "“sentiment”: great job",
    '"sentiment" great job',
    "「sentiment」：great job",
    "\u200bsentiment great job",
    "\ufeff sentiment\u200b great job",
    "/sentiment great job",
    "!sentiment great job",
    "sentiment\ngreat job",
    "@fewshot sentiment great job",
    "@fewshot @fewshot sentiment great job",
    "/fewshot sentiment great job",
    "fewshot, sentiment: great job",
    "sentiment : great job",
  ])("asks with the command that %j names", (text) => {
    expect(mention(text)).toEqual(ask("great job"));
  });

  it.each([
    ['sentiment "great job"', '"great job"'],
    ["sentiment *great* job", "*great* job"],
    ["sentiment -5 degrees", "-5 degrees"],
    ["sentiment :) nice", ":) nice"],
    ["sentiment @ben is nice", "@ben is nice"],
    ["sentiment @1 is nice", "@1 is nice"],
    ["sentiment@ben is nice", "@ben is nice"],
    ["sentiment@ ben is nice", "@ ben is nice"],
    ["sentiment helpful people", "helpful people"],
    ["sentiment", ""],
    ["sentiment.", ""],
  ])("leaves the text of %j as it is", (typed, text) => {
    expect(mention(typed)).toEqual(ask(text));
  });

  it.each([
    "sentiment@2 great job",
    "/Sentiment@2: great job",
    "@fewshot “sentiment@2” great job",
    "/fewshot sentiment@2\ngreat job",
  ])("asks with the version that %j names, as after try", (typed) => {
    const asked = { ...ask("great job"), version: 2 };
    expect(mention(typed)).toEqual(asked);
    expect(slash("fewshot", typed)).toEqual(asked);
    expect(mention("draft@3 a text")).toEqual({ kind: "ask", command: "draft", text: "a text", version: 3 });
  });

  it.each([
    ["sentiment@0 great job", "sentiment", "0"],
    ["sentiment@1.5: great job", "sentiment", "1.5"],
    ["draft@01", "draft", "01"],
    ["history desk@1.5", "desk", "1.5"],
  ])("names what can be no version in %j as it was written", (typed, name, written) => {
    expect(mention(typed)).toEqual({ kind: "bad-version", name, typed: written });
  });

  it.each([
    ["insights", null],
    ["insights /Desk@2.", "Desk@2"],
    ["insights “desk@1.5”, please", "desk@1.5"],
    ["insights desk@0", "desk@0"],
    ["insights desk@New", "desk@New"],
  ])("takes what %j is about as it was written", (typed, subject) => {
    expect(mention(typed)).toEqual({ kind: "insights", subject });
  });

  it.each([
    ["", help()],
    ["help", help()],
    ["?", help()],
    ["/help", help()],
    ["--help", help()],
    ["help sentiment", help("sentiment")],
    ["help /sentiment", help("sentiment")],
    ["sentiment help", help("sentiment")],
    ["sentiment: ?", help("sentiment")],
    ["list", { kind: "commands" }],
    ["/fewshot list", { kind: "commands" }],
    ["privacy", privacy(null)],
    ["/fewshot privacy", privacy(null)],
    ["privacy opt out", privacy("opt-out", true)],
    ["fewshot privacy opt-in", privacy("opt-in", true)],
    ["privacy export", privacy("export", true)],
    ["privacy erase", privacy("erase")],
    ["privacy something else", privacy(null)],
  ])("answers %j itself", (text, meaning) => {
    expect(mention(text)).toEqual(meaning);
  });

  it.each([
    ["sentimnt great job", ask("great job", "sentimnt")],
    ["今天 很好", ask("很好", "今天")],
  ])(
    "takes the first word of %j as a command's name, so that the refusal can name the nearest",
    (text, meaning) => {
      expect(mention(text)).toEqual(meaning);
    },
  );
});

describe("a slash command of the platform's own", () => {
  it("asks with its text as it is", () => {
    expect(slash("sentiment", "list of things: great")).toEqual(ask("list of things: great"));
    expect(slash("SENTIMENT", " great ")).toEqual(ask("great"));
  });

  it.each(["", " ", "help", "?", "*help*", "-h", "\u200bhelp"])("explains itself for %j", (text) => {
    expect(slash("sentiment", text)).toEqual(help("sentiment"));
  });

  it("reads /fewshot as a mention", () => {
    expect(slash("fewshot", "")).toEqual(help());
    expect(slash("fewshot", "privacy export")).toEqual(privacy("export", true));
    expect(slash("fewshot", "sentiment nice")).toEqual(ask("nice"));
  });
});

describe("a text beside which a command is chosen", () => {
  it("goes to that command, unless it names one with a slash or a mention", () => {
    expect(chosen("sentiment great job")).toEqual(ask("sentiment great job", "haiku"));
    expect(chosen("/sentiment great job")).toEqual(ask("great job"));
    expect(chosen(" /sentiment help")).toEqual(help("sentiment"));
    expect(chosen("@fewshot sentiment: great job")).toEqual(ask("great job"));
    expect(chosen("/help")).toEqual(help());
    expect(chosen("/fewshot privacy")).toEqual(privacy(null));
    expect(chosen("help")).toEqual(help());
    expect(chosen("/sentimnt x")).toEqual(ask("x", "sentimnt"));
  });
});

describe("any text", () => {
  it("means something, and never names a command with a capital or a space", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 60 }), (text) => {
        for (const meaning of [mention(text), slash("sentiment", text), chosen(text)]) {
          expect(["ask", "help", "commands", "privacy"]).toContain(meaning.kind);
          if (meaning.kind === "ask") expect(meaning.command).toMatch(/^\S*$/u);
        }
      }),
    );
  });

  it("reaches the model letter by letter behind a command's name, but for space at its ends", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (text) => {
        fc.pre(/^[a-z0-9]/i.test(text) && !/^(help|\?)/i.test(text));
        expect(mention(`sentiment ${text}`)).toEqual(ask(text.trim()));
      }),
    );
  });
});

describe("buttons and forms", () => {
  it("give every press an intent", () => {
    for (const name of PRESS_NAMES)
      expect(intentOfPress({ name, askId: "a", rest: "r" }).kind).toMatch(/^[a-z-]+$/);
    expect(intentOfPress({ name: "withdraw", askId: "a", rest: "o" })).toEqual({
      kind: "withdraw",
      askId: "a",
      overrideId: "o",
    });
  });

  it("read what was filled in", () => {
    expect(intentOfForm("override", "a", { value: "Neutral", reason: "", consent: true })).toEqual({
      kind: "override",
      askId: "a",
      value: "Neutral",
      reason: null,
      mayReuse: true,
    });
    expect(intentOfForm("reason", "a", { reason: "irony" })).toEqual({
      kind: "rate",
      askId: "a",
      value: "wrong",
      reason: "irony",
    });
  });
});

describe("the words after /fewshot", () => {
  it("are names that no saved command can have", () => {
    const subcommands = defineCommands([])
      .flatMap(({ name, ...rest }) => (name === "fewshot" && "options" in rest ? (rest.options ?? []) : []))
      .map(({ name }) => name);
    expect(subcommands).toContain("publish");
    for (const word of [...subcommands, "insights", "commands", "fewshot"])
      expect([word, RESERVED_WORDS.has(word)]).toEqual([word, true]);
    // A reserved word is answered by Fewshot itself, with or without a name behind it.
    for (const word of RESERVED_WORDS) {
      expect([word, mention(word).kind]).not.toEqual([word, "ask"]);
      const named = mention(`${word} haiku`);
      expect(["try", "compare"].includes(word) || word === "fewshot" || named.kind !== "ask").toBe(true);
    }
  });

  it("say how they are used where no command is named", () => {
    for (const word of ["try", "compare", "edit"]) expect(mention(word)).toEqual({ kind: "unnamed", word });
  });
});
