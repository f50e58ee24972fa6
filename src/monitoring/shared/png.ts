/** Charts as PNG files: drawn by resvg in WebAssembly, with a font of this machine, since no binary and no font come along. */

import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { BotError } from "../../core/errors.ts";

/** Fonts that draw Latin letters, the preferred first: file, name of the family. */
const LATIN: readonly (readonly [file: string, family: string])[] = [
  ["DejaVuSans.ttf", "DejaVu Sans"],
  ["LiberationSans-Regular.ttf", "Liberation Sans"],
  ["NotoSans-Regular.ttf", "Noto Sans"],
  ["arial.ttf", "Arial"],
  ["Arial.ttf", "Arial"],
  ["Helvetica.ttc", "Helvetica"],
];
/** Fonts that draw Chinese characters, where one is there. */
const CHINESE = [
  "NotoSansCJK-Regular.ttc",
  "wqy-zenhei.ttc",
  "msjh.ttc",
  "PingFang.ttc",
  "STHeiti Medium.ttc",
];

/** Pixels for one unit of a chart: sharp on screens of twice the usual density. */
const ZOOM = 2;

export interface Fonts {
  /** Of the Latin font. */
  readonly family: string;
  readonly files: readonly string[];
}

/** The folders in which Linux, macOS and Windows keep fonts. */
function fontFolders(): string[] {
  return [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    join(homedir(), ".local/share/fonts"),
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:\\Windows\\Fonts",
  ];
}

/** @returns a Latin font, and a Chinese one where it is there; null without a Latin one */
export async function findFonts(folders: readonly string[] = fontFolders()): Promise<Fonts | null> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    for (const entry of entries)
      if (!found.has(basename(entry))) found.set(basename(entry), join(folder, entry));
  }
  const latin = LATIN.find(([file]) => found.has(file));
  if (latin === undefined) return null;
  const files = [latin[0], CHINESE.find((file) => found.has(file))];
  return { family: latin[1], files: files.flatMap((file) => (file && found.get(file)) || []) };
}

let ready: Promise<void> | null = null;

function startResvg(): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  ready ??= readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")).then((wasm) => initWasm(wasm));
  return ready;
}

/** Draws charts in black on white.
 * @param svg a whole SVG with width and height, as `asFile` gives it
 * @throws {BotError} CONFIG_INVALID where this machine has no font that is known here, or none for its Chinese words */
export async function toPng(svg: string, fonts?: Fonts | null): Promise<Uint8Array> {
  const used = fonts === undefined ? await findFonts() : fonts;
  if (used === null)
    throw new BotError(
      "CONFIG_INVALID",
      "A chart as PNG needs a font, and none was found. Install one (Debian: apt-get install fonts-dejavu-core), or write SVG (--svg).",
    );
  // A chart without its words would be no chart.
  if (/\p{Script=Han}/u.test(svg) && used.files.length < 2)
    throw new BotError(
      "CONFIG_INVALID",
      "A chart with Chinese words as PNG needs a Chinese font, and none was found. Install one (Debian: apt-get install fonts-noto-cjk), write SVG (--svg), or choose another language (--lang en).",
    );
  const [fontBuffers] = await Promise.all([
    Promise.all(used.files.map((file) => readFile(file))),
    startResvg(),
  ]);
  const image = new Resvg(svg.replace(/<style>.*?<\/style>/s, ""), {
    font: { fontBuffers, defaultFontFamily: used.family, sansSerifFamily: used.family },
    background: "white",
    fitTo: { mode: "zoom", value: ZOOM },
  });
  try {
    return image.render().asPng();
  } finally {
    image.free();
  }
}
