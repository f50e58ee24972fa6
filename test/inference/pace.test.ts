/** Turns at a model server that limits calls, without a server. */

import { describe, expect, it } from "vitest";
import { createPace } from "../../src/inference/server/http/pace.ts";

/** A pace under which one call runs at a time. */
async function onePace() {
  const pace = createPace({ where: "host/path", firstPauseMs: 1 });
  const refused = await pace.turn(undefined);
  refused.limited(null);
  refused.end();
  return pace;
}

/** One call runs, another that may be cancelled waits, and a third behind it. */
async function queueOfThree() {
  const pace = await onePace();
  const first = await pace.turn(undefined);
  const giveUp = new AbortController();
  const cancelled = pace.turn(giveUp.signal).catch((error: unknown) => error);
  const next = pace.turn(undefined);
  expect(await hasCome(next)).toBe(false);
  return { first, giveUp, cancelled, next };
}

/** Whether a turn has come after everything that could give it has run. */
async function hasCome(turn: Promise<unknown>): Promise<boolean> {
  let come = false;
  void turn.then(() => {
    come = true;
  });
  await new Promise(setImmediate);
  return come;
}

describe("the queue for a server that limits calls", () => {
  it("lets one call go at a time after a refusal", async () => {
    const pace = await onePace();
    const first = await pace.turn(undefined);
    const second = pace.turn(undefined);
    expect(await hasCome(second)).toBe(false);
    first.end();
    await second;
  });

  it("lets a cancelled call go at once, and gives its turn to the next", async () => {
    const { first, giveUp, cancelled, next } = await queueOfThree();
    giveUp.abort();
    expect(await cancelled).toMatchObject({ code: "BACKEND_ABORTED" });
    first.end();
    await next;
  });

  it("gives the turn on when a call is woken and cancelled at once", async () => {
    const { first, giveUp, cancelled, next } = await queueOfThree();
    first.end();
    giveUp.abort();
    const left = await cancelled;
    // Whichever came first, the turn is not lost.
    if (!(left instanceof Error)) (left as { end(): void }).end();
    await next;
  });
});
