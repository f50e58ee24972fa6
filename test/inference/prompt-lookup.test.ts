/** Guessing how a text continues: right where a text repeats itself, given up where guesses do not come true, never more than asked for. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDrafter } from "../../src/inference/engine/text/prompt-lookup.ts";

describe("guesses about a text", () => {
  it("are what followed the same two tokens last, and then the next two", () => {
    const drafter = createDrafter([1, 2, 5, 7, 3, 2, 9, 1, 2]);
    expect(drafter.guess(2)).toEqual([5, 7]);
  });

  it("are what followed the last token, where the last two never came together", () => {
    expect(createDrafter([1, 2, 3, 9, 2]).guess(1)).toEqual([3]);
  });

  it("are not made where nothing like the end occurs earlier", () => {
    expect(createDrafter([1, 2, 3]).guess(10)).toEqual([]);
    expect(createDrafter([]).guess(10)).toEqual([]);
  });

  it("become longer while they come true, and go on repeating what repeats itself", () => {
    const drafter = createDrafter([7, 7, 7]);
    const first = drafter.guess(20).length;
    for (let count = 0; count < 10; count++) drafter.add(7);
    expect(drafter.guess(20)).toEqual(Array(16).fill(7));
    expect(first).toBeLessThan(16);
  });

  it("are given up once they have been wrong a few times, and come back when a text begins to repeat itself", () => {
    const drafter = createDrafter([]);
    // The same two tokens, and each by itself, are followed by another one each time.
    for (let other = 10; other < 15; other++) for (const token of [1, 2, other]) drafter.add(token);
    for (const token of [1, 2]) drafter.add(token);
    expect(drafter.guess(10)).toEqual([]);
    for (let count = 0; count < 4; count++) for (const token of [20, 1, 2]) drafter.add(token);
    expect(drafter.guess(3)).toEqual([20, 1, 2]);
  });

  it("never pass the space there is, and are tokens of the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.nat({ max: 20 }),
        (context, text, room) => {
          const drafter = createDrafter(context);
          for (const token of text) drafter.add(token);
          const guessed = drafter.guess(room);
          expect(guessed.length).toBeLessThanOrEqual(room);
          for (const token of guessed) expect([...context, ...text]).toContain(token);
        },
      ),
    );
  });
});
