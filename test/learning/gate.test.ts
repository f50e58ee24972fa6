/** The gate: what is shown before a change goes live. */

import { describe, expect, it } from "vitest";
import { compare, type PairedRow } from "../../src/learning/gate.ts";

const rows = (count: number, before: string | null, after: string | null): PairedRow[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${before}${after}${at}`,
    text: `${before} ${after} ${at}`,
    label: "A",
    before,
    after,
  }));

describe("the gate", () => {
  it("names every repaired and every broken row", () => {
    const all = [...rows(20, "A", "A"), ...rows(8, "B", "A"), ...rows(1, "A", null), ...rows(5, "B", "B")];
    const found = compare(all);
    expect(found).toMatchObject({ n: 34, before: { right: 21 }, after: { right: 28 } });
    expect(found.repaired).toEqual(rows(8, "B", "A"));
    expect(found.broken).toEqual(rows(1, "A", null));
    // 10 of the 512 ways in which nine coins fall have eight heads or more.
    expect(found.p).toBeCloseTo(10 / 512, 12);
  });

  it("asks for more proof of a gain than of a loss", () => {
    // Nine coins with eight heads or more: p = 0.0195. Ten with nine or more: 0.0107. Ten heads: 0.001.
    const same = rows(40, "A", "A");
    expect(compare([...same, ...rows(8, "B", "A"), ...rows(1, "A", "B")]).verdict).toBe("no-proof");
    expect(compare([...same, ...rows(9, "B", "A"), ...rows(1, "A", "B")]).verdict).toBe("no-proof");
    expect(compare([...same, ...rows(10, "B", "A")]).verdict).toBe("better");
    expect(compare([...same, ...rows(1, "B", "A"), ...rows(8, "A", "B")]).verdict).toBe("worse");
  });

  it("counts a text that was checked several times once, as it was decided last", () => {
    const [row] = rows(1, "B", "A");
    if (!row) throw new Error("no row");
    // Ten times the same text is one text.
    const again = Array.from({ length: 10 }, (_, at) => ({
      ...row,
      id: `${at}`,
      text: at % 2 ? "Hi  There" : "hi there",
    }));
    const found = compare([...rows(20, "A", "A"), ...again]);
    expect(found).toMatchObject({ n: 21, verdict: "no-proof", repaired: [{ id: "9" }] });
    expect(compare(again).verdict).toBe("not-measured");
    expect(compare([...again, { ...row, text: "hi there", label: "B" }])).toMatchObject({
      repaired: [],
      broken: [{}],
    });
  });

  it("does not measure by fewer than 20 rows, however good they look", () => {
    expect(compare(rows(19, "B", "A")).verdict).toBe("not-measured");
    expect(compare([]).verdict).toBe("not-measured");
  });

  it("says what is worse, and what may be chance", () => {
    const worse = compare([...rows(20, "A", "A"), ...rows(6, "A", "B")]);
    expect([worse.verdict, worse.p]).toEqual(["worse", expect.closeTo(1 / 64, 12)]);
    expect(compare([...rows(20, "A", "A"), ...rows(4, "B", "A")]).verdict).toBe("no-proof");
    expect(compare(rows(40, "A", "A")).verdict).toBe("no-proof");
  });
});
