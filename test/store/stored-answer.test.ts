/** Answers of every release are read; what can't be read is an error and never an answer. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import { readStoredAnswer, toStoredAnswer } from "../../src/store/queries/asks/stored-answer.ts";
import { answer } from "./samples.ts";

const stored = (changes: object = {}) => ({ ...JSON.parse(toStoredAnswer(answer)), ...changes });

describe("a stored answer", () => {
  it("is read as it was, and has a version in the store only", () => {
    expect(stored()).toMatchObject({ version: 2 });
    expect(readStoredAnswer(stored())).toEqual(answer);
  });

  it("of release 0.1, without a version and a family, has defaults", () => {
    const { version: _, ...old } = stored();
    const { family: __, ...model } = answer.model;
    expect(readStoredAnswer({ ...old, model })).toEqual({ ...answer, model: { ...model, family: null } });
  });

  it("keeps keys of later releases of the same version, and has a default for every key", () => {
    expect(readStoredAnswer(stored({ later: 1 }))).toMatchObject({ later: 1 });
    for (const key of Object.keys(answer)) {
      const { [key]: _, ...rest } = stored();
      expect(readStoredAnswer(rest), key).not.toBeNull();
    }
    expect(readStoredAnswer({})).toMatchObject({ label: null, text: null, scores: null, prompt: "" });
    expect(readStoredAnswer(null)).toBeNull();
  });

  it("of a newer version is an error that passes once the process is updated", () => {
    expect(() => readStoredAnswer(stored({ version: 3 }))).toThrow(
      expect.objectContaining({ code: "STORE_FOREIGN", retryable: true }),
    );
  });

  it("of any other shape is read or an error of ours, without what it holds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(answer)), fc.jsonValue(), (key, value) => {
        try {
          readStoredAnswer(stored({ [key]: value, prompt: "a secret" }));
        } catch (error) {
          expect(error).toBeInstanceOf(BotError);
          expect((error as BotError).retryable).toBe(true);
          expect((error as BotError).message).not.toContain("secret");
        }
      }),
    );
  });
});
