/** Charts as PNG, with whatever fonts this machine has. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findFonts, toPng } from "../../src/monitoring/shared/png.ts";

const chart = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40" fill="currentColor" font-family="system-ui, sans-serif"><style>svg { color: CanvasText; }</style><text x="4" y="24">${text}</text></svg>`;

const hasFonts = (await findFonts()) !== null;

describe("a chart as PNG", () => {
  it("finds a Latin font and a Chinese one, in folders of folders", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fewshot-fonts-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    expect(await findFonts([folder, join(folder, "missing")])).toBeNull();
    await mkdir(join(folder, "a/b"), { recursive: true });
    await writeFile(join(folder, "a/b/DejaVuSans.ttf"), "");
    await writeFile(join(folder, "wqy-zenhei.ttc"), "");
    expect(await findFonts([folder])).toEqual({
      family: "DejaVu Sans",
      files: [join(folder, "a/b/DejaVuSans.ttf"), join(folder, "wqy-zenhei.ttc")],
    });
  });

  it("says what to install where there is no font", async () => {
    await expect(toPng(chart("x"), null)).rejects.toThrow(/needs a font.*fonts-dejavu-core.*--svg/);
    const latin = { family: "DejaVu Sans", files: ["DejaVuSans.ttf"] };
    await expect(toPng(chart("正面"), latin)).rejects.toThrow(/Chinese font.*fonts-noto-cjk.*--lang en/);
  });

  it.skipIf(!hasFonts)("is drawn at twice its size, letters included", async () => {
    const png = Buffer.from(await toPng(chart("Positive")));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([240, 80]);
    expect(png.equals(await toPng(chart("")))).toBe(false);
    expect(png.equals(await toPng(chart("Negative")))).toBe(false);
  });
});
