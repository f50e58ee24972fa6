/** Steps back through the history of a command: as undo, whatever was published, restored and deleted in between. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { liveBefore } from "../../src/core/command/live-before.ts";
import { EVERYWHERE, type Scope, type VersionEvent } from "../../src/core/command/saved-command.ts";

type Done = Pick<VersionEvent, "number" | "action" | "scope">;

const TEAM: Scope = { platform: "slack", workspace: "T1", channel: "" };
const published = (number: number, scope = EVERYWHERE): Done => ({ number, action: "published", scope });

/** Steps back until the file is in force. */
function stepsFrom(events: readonly Done[]): number[] {
  const history = [...events];
  const steps: number[] = [];
  for (;;) {
    const [next] = liveBefore(history, EVERYWHERE);
    if (next === undefined) return steps;
    steps.push(next);
    history.push({ number: next, action: "restored", scope: EVERYWHERE });
  }
}

it("leads back through all that was live, in turn, and ends at the file", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 }), (numbers) => {
      // What is live already is not published again.
      const live = numbers.filter((number, at) => number !== numbers[at - 1]);
      expect(stepsFrom(live.map((number) => published(number)))).toEqual(live.slice(0, -1).reverse());
    }),
  );
});

it("begins anew after a step back or an end, and knows no version that is gone or moved away", () => {
  const [restored, retired, deleted] = (["restored", "retired", "deleted"] as const).map(
    (action) => (number: number) => ({ number, action, scope: EVERYWHERE }),
  ) as [typeof published, typeof published, typeof published];
  expect(stepsFrom([published(1), published(2), restored(1), published(3)])).toEqual([1]);
  expect(stepsFrom([published(1), retired(1), published(2)])).toEqual([]);
  expect(stepsFrom([published(1), published(2), published(1), deleted(2)])).toEqual([]);
  expect(stepsFrom([published(1), published(2), published(1, TEAM), published(3)])).toEqual([2]);
  expect(stepsFrom([published(1), published(1, TEAM), published(2)])).toEqual([]);
  // As releases before this one wrote it: back and forth between two.
  expect(
    stepsFrom([published(1), published(2), published(1), restored(2), restored(1), restored(2)]),
  ).toEqual([]);
  expect(liveBefore([published(1), published(2, TEAM), published(3, TEAM)], TEAM)).toEqual([2]);
});
