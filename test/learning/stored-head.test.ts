/** Heads as they are stored, and the features of any text. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { applyHead, trainHead } from "../../src/learning/head/head.ts";
import { decodeHead, encodeHead, promptDigest } from "../../src/learning/head/stored-head.ts";
import { rarityOf, textFeatures } from "../../src/learning/head/text-features.ts";
import { nearestRows } from "../../src/learning/nearest.ts";

const UNSURE = [Math.log(0.5), Math.log(0.5)];

describe("a stored head", () => {
  const rows = Array.from({ length: 20 }, (_, at) => ({
    text: `${at % 2 ? "parcel" : "invoice"} ${at}`,
    seen: { kind: "state" as const, values: Float32Array.of(Math.sin(at), at % 2, 5) },
    ...{ logprobs: UNSURE, label: at % 2, weight: 1 },
  }));
  const { head } = trainHead({ rows, labelCount: 2 });

  it("says what it said before it was stored", () => {
    const read = decodeHead(encodeHead(head));
    for (const row of rows)
      for (const [label, logprob] of applyHead(read as never, row).entries())
        expect(logprob).toBeCloseTo(applyHead(head, row)[label] as number, 4);
  });

  it("holds no word of the texts", () => {
    const stored = Buffer.from(encodeHead(head), "base64").toString("latin1");
    expect(stored).not.toMatch(/parcel|invoice/);
    expect(encodeHead(head).length).toBeLessThan(100_000);
  });

  it("is not read where it is something else, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeHead(text)).toBeNull();
      }),
      { numRuns: 25 },
    );
    expect(decodeHead(encodeHead(head).slice(0, -40))).toBeNull();
  });
});

describe("the digest of a prompt", () => {
  const command = (changes: object, revision = "r1") =>
    createCommand(
      "desk",
      commandFileSchema.parse({
        ...{ summary: "s", description: "d", input: "i", output: "o", labels: ["A", "B"] },
        ...changes,
      }),
      revision,
    );

  it("is another where the model reads something else, and the same where it does not", () => {
    const own = promptDigest(command({}));
    for (const same of [
      { summary: "t" },
      { tests: [{ input: "x", output: "A" }] },
      { scoring: { abstain_below: 0.3 } },
      { scoring: { calibration: "none" } },
    ])
      expect(promptDigest(command(same, "r2"))).toBe(own);
    for (const other of [
      { description: "e" },
      { labels: ["B", "A"] },
      { examples: [{ input: "x", output: "A" }] },
      { generation: { end_sequence: "%%%" } },
      { scoring: { calibration: "contextual" } },
    ])
      expect(promptDigest(command(other))).not.toBe(own);
  });
});

describe("the features of a text", () => {
  it("are finite numbers in rising columns, for any texts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (texts) => {
        const rarity = rarityOf(texts);
        for (const text of texts) {
          const { columns, values } = textFeatures(text, rarity, 16);
          expect([...columns]).toEqual([...new Set(columns)].sort((one, other) => one - other));
          expect(values.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  it("find the three rows that are most alike, of those that may be shown", async () => {
    const row = (text: string, mayBeShown = true) => ({
      ...{ id: text, text, label: "A", given: null, source: "example" as const, mayBeShown },
    });
    const rows = [
      row("My parcel is late"),
      row("The invoice is wrong"),
      row("my parcel is late again"),
      row("My parcel is late!", false),
      row("late parcels"),
      row("parcel"),
    ];
    const found = await nearestRows("My parcel is late.", rows);
    expect(found.map(({ text }) => text)).toEqual(["My parcel is late", "my parcel is late again", "parcel"]);
    expect(await nearestRows("天氣很好", rows)).toEqual([]);
  });
});
