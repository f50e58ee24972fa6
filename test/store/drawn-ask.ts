/** An ask of `/mood` with its answer, as a store holds it: for tests of reviews on each platform. */

import { randomUUID } from "node:crypto";
import type { Answer, Person } from "../../src/core/ask.ts";
import type { Store } from "../../src/flows/ports/store.ts";
import { answer } from "./samples.ts";

interface DrawnAsk {
  readonly person: Person;
  readonly channel: string;
  readonly text: string;
  /** Default true. */
  readonly isSpotCheck?: boolean;
  /** What differs from the answer of the samples. */
  readonly given?: Partial<Answer>;
}

/** @returns the ask's id */
export async function storeDrawnAsk(
  store: Pick<Store, "recordAsk" | "recordAnswer">,
  { person, channel, text, isSpotCheck = true, given = {} }: DrawnAsk,
): Promise<string> {
  const { ask } = await store.recordAsk({
    ...{
      interactionId: randomUUID(),
      person,
      author: null,
      command: "mood",
      text,
      settings: {},
      locale: "en",
    },
    ...{ place: { channel, native: null }, isSpotCheck },
  });
  await store.recordAnswer(ask.id, { ...answer, ...given });
  return ask.id;
}
