/** A form as questions, one field after the other: what is kept, cleared, chosen and cancelled. */

import { describe, expect, it } from "vitest";
import type { FormView } from "../../../src/core/views/view.ts";
import { fillForm } from "../../../src/platforms/shared/conversation/form-dialogue.ts";
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

/** Fills the form with these lines. */
async function fill(...lines: string[]) {
  const said: string[] = [];
  const asked: string[] = [];
  const values = await fillForm(
    form,
    {
      notice: () => {},
      explanation: () => {},
      file: async () => {},
      say: (text) => void said.push(text),
      options: (text, options) => void said.push(`${text} ${options.map(({ label }) => label).join()}`),
      async ask(question) {
        asked.push(question);
        return lines.shift() ?? null;
      },
    },
    words,
  );
  return { said, asked, values };
}

describe("a form by lines", () => {
  it("asks for each field in its order, and says what an empty line does", async () => {
    const { said, asked, values } = await fill("2", "sarcasm", "y");
    expect(said).toEqual(["Your answer", "Answer: Positive,Negative"]);
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
  ])("is cancelled by %s", async (_what, lines) => {
    expect((await fill(...lines)).values).toBeNull();
  });
});
