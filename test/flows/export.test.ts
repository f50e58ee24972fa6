/** An export in pieces: whole JSON, each item once, however it is divided. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AskRecord, Person } from "../../src/core/ask.ts";
import type { ExportItem } from "../../src/flows/ports/store.ts";
import { exportPerson } from "../../src/flows/privacy/export.ts";
import { readParts } from "../../src/platforms/shared/file-parts.ts";
import { codePoint } from "../code-point.ts";
import { ada } from "./stack.ts";

const LISTS = ["asks", "ratings", "overrides", "versions", "reviews"] as const;

const NO_FEEDBACK = { ratings: [], overrides: [], preferences: [] };

/** Items in the order in which a store gives them. */
const items = fc
  .array(fc.record({ list: fc.constantFrom(...LISTS), text: fc.string({ unit: codePoint, maxLength: 30 }) }))
  .map((all) => all.toSorted((one, other) => LISTS.indexOf(one.list) - LISTS.indexOf(other.list)))
  .map((all) =>
    all.map(({ list, text }, id) => {
      const ask = { id, text, place: { channel: "c", native: "a-secret-token" } };
      const value = list === "asks" ? { ask, ...NO_FEEDBACK, deliveryRecord: "posted" } : { id, text };
      return { list, value } as unknown as ExportItem;
    }),
  );

const open = (given: readonly ExportItem[]) =>
  exportPerson(
    {
      isOptedOut: async () => true,
      async *exportPerson() {
        yield* given;
      },
    },
    ada,
    "en",
  );

async function collect(given: readonly ExportItem[], maxPartBytes: number) {
  const parts = [];
  for await (const part of readParts(await open(given), maxPartBytes)) parts.push(part);
  return parts;
}

describe("an export", () => {
  it("is whole JSON in every part, with each item once and in order", async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 500 }), async (given, maxPartBytes) => {
        const parts = await collect(given, maxPartBytes);
        const found = LISTS.map(() => [] as number[]);
        for (const { content } of parts) {
          const document = JSON.parse(content);
          expect(document).toMatchObject({ person: { id: "ada" }, optedOut: true });
          for (const [at, list] of LISTS.entries())
            for (const item of document[list]) found[at]?.push(item.id ?? item.ask.id);
          expect(content).not.toMatch(/a-secret-token|posted/);
        }
        const expected = LISTS.map((list) => given.flatMap((item, id) => (item.list === list ? [id] : [])));
        expect(found).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("is one file where it fits, and several with names of their own where it does not", async () => {
    const ask = { id: "1", text: "x".repeat(100), place: { channel: "c", native: null } };
    const given = Array.from({ length: 5 }, () => ({
      list: "asks" as const,
      value: { ask, ...NO_FEEDBACK } as unknown as AskRecord,
    }));
    expect((await collect(given, 10_000)).map(({ name }) => name)).toEqual(["fewshot-data.json"]);
    const names = (await collect(given, 500)).map(({ name }) => name);
    expect(names).toEqual(["fewshot-data.json", "fewshot-data-2.json", "fewshot-data-3.json"]);
  });

  it("names nobody else but whoever overrode an answer, as the thread does", async () => {
    const by = (id: string, name: string) => ({ ...ada, id, name });
    const feedback = (person: Person) => ({ person, value: "wrong", reason: `${person.name}'s reason` });
    const value = {
      ask: { id: "1", text: "x", place: { channel: "c", native: null } },
      ratings: [feedback(ada), feedback(by("u2", "Ben"))],
      overrides: [feedback(by("u3", "Cleo"))],
      preferences: [feedback(by("u4", "Dora"))],
    } as unknown as AskRecord;
    const [part] = await collect([{ list: "asks", value }], 10_000);
    expect(part?.content).toMatch(/Ada's reason[\s\S]*Cleo/);
    expect(part?.content).not.toMatch(/"u[234]"|Ben|"Dora"/);
  });
});
