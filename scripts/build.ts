/** Builds the package that is published: plain JavaScript in `dist/`, with models and commands, ready for `npm pack ./dist`. */

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUT = "dist";
/** Copied as they are. */
const ASSETS = [
  "LICENSE",
  "README.md",
  ".env.example",
  "bin",
  "commands",
  "models",
  "src/platforms/web/assets",
  "src/store/pglite/template/template.bin",
];
/** Keys of package.json that the published package keeps. */
const KEPT_KEYS = [
  "name",
  "version",
  "description",
  "license",
  "type",
  "engines",
  "keywords",
  "dependencies",
];

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);
execFileSync("tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit", shell: process.platform === "win32" });
for (const path of ASSETS) cpSync(path, join(OUT, path), { recursive: true });
for (const file of filesUnder(join(OUT, "src"))) if (file.endsWith(".js")) rewriteThreads(file);
chmodSync(join(OUT, "bin/fewshot.js"), 0o755);

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, unknown>;
const published = Object.fromEntries(
  KEPT_KEYS.filter((key) => key in manifest).map((key) => [key, manifest[key]]),
);
writeFileSync(
  join(OUT, "package.json"),
  `${JSON.stringify({ ...published, bin: { fewshot: "bin/fewshot.js" } }, null, 2)}\n`,
);

/** Worker threads are named by URL, which the compiler leaves as it is. */
function rewriteThreads(file: string): void {
  const text = readFileSync(file, "utf8");
  const rewritten = text.replace(/new URL\("(\.[^"]*)\.ts"/g, 'new URL("$1.js"');
  if (rewritten !== text) writeFileSync(file, rewritten);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
