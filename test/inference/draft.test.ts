/** Guessing how a text goes on: right where a text repeats itself, never more than asked for. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDrafter } from "../../src/inference/onnx/draft.ts";

describe("guesses about a text", () => {
  it("are what followed the same two tokens last, and grow while they come true", () => {
    const drafter = createDrafter([1, 2, 3, 4, 9, 1, 2, 5, 6, 7, 8, 1, 2]);
    expect(drafter.guess(10)).toEqual([5, 6]);
    drafter.add(5, 5);
    drafter.add(6, 6);
    expect(drafter.guess(10)).toEqual([7, 8, 1, 2]);
    drafter.add(0, 7);
    expect(drafter.guess(10)).toEqual([]);
  });

  it("shrink to one token once they were wrong", () => {
    const drafter = createDrafter([1, 2, 3, 4, 1, 2]);
    drafter.add(3, 9);
    expect(drafter.guess(10)).toEqual([4]);
  });

  it("go on repeating what repeats itself", () => {
    const drafter = createDrafter([7, 7, 7]);
    for (let count = 0; count < 10; count++) drafter.add(7, 7);
    expect(drafter.guess(10)).toEqual(Array(8).fill(7));
  });

  it("never pass the room there is, and are tokens of the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.nat({ max: 12 }),
        (context, text, room) => {
          const drafter = createDrafter(context);
          for (const token of text) drafter.add(token, drafter.guess(room)[0]);
          const guessed = drafter.guess(room);
          expect(guessed.length).toBeLessThanOrEqual(room);
          for (const token of guessed) expect([...context, ...text]).toContain(token);
        },
      ),
    );
  });
});
