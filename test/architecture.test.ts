/** The rules of the code base, read from its own files: import direction, file length, and that the README's tree is true. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../src/core/errors.ts";

const sources = filesUnder("src").filter((file) => file.endsWith(".ts"));

/** Folders of `src` by layer, lowest first: a folder may import those of lower layers. */
const LAYERS = [
  ["core", "i18n"],
  ["learning"],
  ["flows"],
  ["commands", "config", "files", "observability"],
  ["inference", "monitoring", "store", "platforms"],
  ["main.ts"],
  ["cli"],
  ["cli.ts"],
];

/** A newcomer should know from the names in a folder which one to open. */
const MAX_ENTRIES = 10;

/** Folders that hold more, and why. */
const LONGER_FOLDERS: Readonly<Record<string, number>> = {
  // The layers, and the two files that start everything.
  src: 15,
  // One file for each migration that was ever released.
  "src/store/schema/migrations": Number.POSITIVE_INFINITY,
};

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** "src/core/ask.ts" lies in "src/core" and "src". */
function parentsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join("/"));
}

/** What a file imports: paths of our own files and names of packages. */
function importsOf(file: string): { own: string[]; packages: string[] } {
  const text = readFileSync(file, "utf8");
  const found = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^"';]*?from\s+"([^"]+)"|import\("([^"]+)"\)|(?:^|\n)import\s+"([^"]+)"/g,
    ),
  ].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? "");
  return {
    own: found
      .filter((name) => name.startsWith("."))
      .map((name) => relative(".", resolve(dirname(file), name))),
    packages: found.filter((name) => !name.startsWith(".")),
  };
}

const folderOf = (file: string) => file.split("/")[1] ?? "";
const layerOf = (file: string) => LAYERS.findIndex((folders) => folders.includes(folderOf(file)));

describe("the architecture", () => {
  it("lets imports go one way only", () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .own.filter((target) => target.startsWith("src/") && layerOf(target) > layerOf(file))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
    expect(sources.filter((file) => layerOf(file) === -1)).toEqual([]);
  });

  it("keeps core to itself, its words and zod", () => {
    const wrong = sources
      .filter((file) => folderOf(file) === "core")
      .flatMap((file) => {
        const { own, packages } = importsOf(file);
        return [
          ...own.filter((target) => !/^src\/(core|i18n)\//.test(target)),
          ...packages.filter((name) => name !== "zod"),
        ];
      });
    expect(wrong).toEqual([]);
  });

  it("lets no platform import another, nor any folder of the same layer", () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .own.filter((target) => {
          if (!target.startsWith("src/")) return false;
          const [, folder, part] = file.split("/");
          const [, otherFolder, otherPart] = target.split("/");
          const isOpenToAll = otherPart === "shared" || otherPart === "port.ts";
          if (folder === "platforms" && otherFolder === "platforms")
            return part === "shared" ? !isOpenToAll : part !== otherPart && !isOpenToAll;
          return (
            folder !== otherFolder &&
            layerOf(file) === layerOf(target) &&
            layerOf(file) === layerOf("src/store")
          );
        })
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps each SDK in one folder", () => {
    const homes: Record<string, RegExp> = {
      "@slack/": /^src\/platforms\/slack\//,
      "@discordjs/rest": /^src\/platforms\/discord\//,
      "discord-api-types": /^src\/platforms\/discord\//,
      hono: /^src\/(platforms\/web|monitoring|observability)\//,
      "@electric-sql/": /^src\/store\//,
      kysely: /^src\/store\//,
      "onnxruntime-node": /^src\/inference\//,
      commander: /^src\/cli/,
      "@opentelemetry/": /^src\/observability\//,
    };
    const wrong = sources.flatMap((file) =>
      importsOf(file).packages.flatMap((name) =>
        Object.entries(homes)
          .filter(([sdk, home]) => name.startsWith(sdk) && !home.test(file))
          .map(() => `${file} imports ${name}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("reads the environment in one folder only", () => {
    const wrong = sources.filter(
      (file) => !file.startsWith("src/config/") && /process\.env/.test(readFileSync(file, "utf8")),
    );
    expect(wrong).toEqual([]);
  });

  it("has no source file above 300 lines, but for the words", () => {
    const long = sources
      .filter((file) => !file.startsWith("src/i18n/"))
      .filter((file) => readFileSync(file, "utf8").split("\n").length > 301);
    expect(long).toEqual([]);
  });

  it("has no folder with so many entries that a newcomer is lost", () => {
    const paths = filesUnder("src").flatMap((file) => [file, ...parentsOf(file)]);
    const entries = Map.groupBy(new Set(paths), dirname);
    const long = [...entries].filter(
      ([folder, { length }]) => length > (LONGER_FOLDERS[folder] ?? MAX_ENTRIES),
    );
    expect(long).toEqual([]);
  });

  it("throws every error code of the table somewhere, and names each in docs/errors.md", () => {
    const code =
      sources
        .filter((file) => !file.startsWith("src/core/"))
        .map((file) => readFileSync(file, "utf8"))
        .join("\n") +
      readFileSync("src/core/command/prompt.ts", "utf8") +
      readFileSync("src/core/errors.ts", "utf8").split("export type ErrorCode")[1];
    const table = readFileSync("docs/errors.md", "utf8");
    expect(ERROR_CODES.filter((name) => !code.includes(`"${name}"`))).toEqual([]);
    expect(ERROR_CODES.filter((name) => !table.includes(name))).toEqual([]);
  });

  it("has every folder and file that the README's tree names", () => {
    const tree = /```text\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8"))?.[1] ?? "";
    const parents: string[] = [];
    const named = tree
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => {
        const [, indent = "", name = ""] = /^(\s*)(\S+)/.exec(line) ?? [];
        const depth = indent.length / 2;
        parents.splice(depth, parents.length, name);
        return parents.slice(0, depth + 1).join("");
      });
    expect(named.length).toBeGreaterThan(8);
    expect(
      named.filter((path) => !existsSync(path) || (path.endsWith("/") && !statSync(path).isDirectory())),
    ).toEqual([]);
  });
});
