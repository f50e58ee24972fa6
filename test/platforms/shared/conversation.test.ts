/** A form as questions, one field after the other: what is kept, cleared, chosen and cancelled. */

import { describe, expect, it } from "vitest";
import { commandForm } from "../../../src/core/views/forms/command-form.ts";
import { notice, refusalNotice } from "../../../src/core/views/notices.ts";
import type { FormValues, FormView, NoticeView } from "../../../src/core/views/view.ts";
import { fillForm } from "../../../src/platforms/shared/conversation/form-dialogue.ts";
import type { Speaker } from "../../../src/platforms/shared/conversation/speaker.ts";
import { conversationWords } from "../../../src/platforms/shared/conversation/words.ts";

const words = conversationWords("en");
const form: FormView = {
  kind: "form",
  form: "override",
  askId: "a",
  title: "Your answer",
  submit: "Save",
  cancel: "Cancel",
  fields: [
    {
      kind: "choice",
      id: "value",
      label: "Answer",
      options: [
        { value: "Positive", label: "Positive" },
        { value: "Negative", label: "Negative" },
      ],
      selected: null,
    },
    {
      kind: "text",
      id: "reason",
      label: "Reason",
      value: "irony",
      isRequired: false,
      maxCharacters: 500,
    },
    { kind: "check", id: "may-reuse", label: "Use it as an example" },
  ],
};

/** Fills a form with these lines.
 * @param send what the bot says to the values */
async function fillOf(asking: FormView, lines: string[], send: (values: FormValues) => NoticeView) {
  const said: string[] = [];
  const asked: string[] = [];
  const sent: FormValues[] = [];
  const speaker: Speaker = {
    notice: ({ text }) => void said.push(text),
    explanation: () => {},
    file: async () => {},
    say: (text) => void said.push(text),
    options: (text, options) => void said.push(`${text} ${options.map(({ label }) => label).join()}`),
    async ask(question) {
      asked.push(question);
      return lines.shift() ?? null;
    },
  };
  const outcome = await fillForm(asking, { speaker, words }, async (values) => {
    sent.push({ ...values });
    return send(values);
  });
  return { said, asked, sent, outcome };
}

async function fill(...lines: string[]) {
  const { said, asked, sent } = await fillOf(form, lines, () => notice("done", "Saved."));
  return { said, asked, values: sent[0] ?? null };
}

describe("a form by lines", () => {
  it("asks for each field in its order, and says what an empty line does", async () => {
    const { said, asked, values } = await fill("2", "sarcasm", "y");
    expect(said).toEqual(["Your answer", "/cancel ends it without saving.", "Answer: Positive,Negative"]);
    expect(asked).toEqual([
      "Number (empty to cancel): ",
      "Reason (empty keeps “irony”, - clears it): ",
      "Use it as an example [y/N] ",
    ]);
    expect(values).toEqual({ value: "Negative", reason: "sarcasm", "may-reuse": true });
  });

  it("keeps what stands there for an empty line, clears it for -, and takes anything but y for no", async () => {
    expect((await fill("1", "", "yes")).values).toEqual({
      value: "Positive",
      reason: "irony",
      "may-reuse": false,
    });
    expect((await fill("1", "-", "n")).values).toMatchObject({ reason: "" });
  });

  it("passes on a choice that is none, since the bot refuses it in words", async () => {
    expect((await fill("9", "", "n")).values).toMatchObject({ value: "9" });
  });

  it.each([
    ["an empty line where something is needed", [""]],
    ["the end of the input at a text", ["1"]],
    ["the end of the input at a question", ["1", ""]],
    ["/cancel at a choice", ["/cancel"]],
    ["/cancel at a text", ["1", "/CANCEL"]],
    ["/cancel at a question", ["1", "", "/cancel"]],
  ])("is cancelled by %s", async (_what, lines) => {
    expect((await fill(...lines)).values).toBeNull();
  });
});

describe("the form of a command by lines", () => {
  const desk = ["desk", "Which desk?", "North", "South", "", "my parcel => North", "my money => South", ""];

  it("asks for labels and examples line by line, and sends what the platforms' forms send", async () => {
    const { said, asked, sent } = await fillOf(commandForm("", null, "en"), [...desk], () =>
      notice("done", "Saved."),
    );
    expect(said).toEqual([
      "New command",
      "/cancel ends it without saving.",
      "Labels, one a line; none for free text (an empty line ends):",
      'After => you may explain one: Billing => charges, invoices. "Other" takes what fits none.',
      "Examples, one a line: text => label (an empty line ends):",
      "Three or four short ones, one or two for each label; more than eight can make it worse.",
    ]);
    expect(asked.slice(0, 5)).toEqual([
      "Name, without the slash (empty to cancel): ",
      "What it decides, in one sentence (empty to cancel): ",
      ...["1. ", "2. ", "3. "],
    ]);
    expect(sent).toEqual([
      {
        ...{ name: "desk", description: "Which desk?", labels: "North\nSouth" },
        examples: "my parcel => North\nmy money => South",
      },
    ]);
  });

  it("asks again for what the bot refuses, and for nothing else", async () => {
    const { said, asked, sent, outcome } = await fillOf(
      commandForm("", null, "en"),
      [...desk, "-2", "my money => South", "now => North", ""],
      ({ examples }) =>
        String(examples).includes("now")
          ? notice("done", "Saved.")
          : refusalNotice("bad-command", "Line 2 is no example.", "examples"),
    );
    expect(outcome).toMatchObject({ text: "Saved." });
    expect(said.slice(6)).toEqual([
      "Line 2 is no example.",
      "Examples, one a line: text => label (more lines are added, -2 deletes line 2, - deletes all, an empty line ends):",
      "1. my parcel => North\n2. my money => South",
      "1. my parcel => North",
    ]);
    expect(asked.slice(-4)).toEqual(["3. ", "2. ", "3. ", "4. "]);
    expect(sent.at(-1)).toMatchObject({
      name: "desk",
      examples: "my parcel => North\nmy money => South\nnow => North",
    });
  });

  it("keeps the lines of an edited command, and shows what was typed where it is cancelled", async () => {
    const known = {
      ...{ summary: "", description: "Which desk?", input: "", output: "", notSure: "", tests: "" },
      ...{ labels: "North\nSouth", examples: "my parcel => North", calibration: "" },
    };
    const form = commandForm("desk@1", known, "en");
    const kept = await fillOf(form, ["", "", "", "why not"], () => notice("done", "Saved."));
    expect(kept.sent).toEqual([
      {
        ...{ description: "Which desk?", labels: "North\nSouth", examples: "my parcel => North" },
        note: "why not",
      },
    ]);
    const emptied = await fillOf(form, ["", "-", "East", "", "", ""], () => notice("done", "Saved."));
    expect(emptied.sent).toMatchObject([{ labels: "East" }]);
    expect(emptied.said).toContain("It is empty now.");
    const cancelled = await fillOf(form, ["Where to?", "East", "", "/cancel"], () =>
      notice("done", "Saved."),
    );
    expect([cancelled.sent, cancelled.outcome]).toEqual([[], null]);
    expect(cancelled.said.at(-1)).toBe("Cancelled.\nWhere to?\nNorth\nSouth\nEast");
  });
});
