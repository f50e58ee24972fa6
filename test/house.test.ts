/** The rules of the house, read off its own files: which way imports go, how long files are, and that the README's tree is true. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../src/core/errors.ts";

const sources = filesUnder("src").filter((file) => file.endsWith(".ts"));

/** Rooms from the ground up: a room may import those before it. */
const FLOORS = [
  ["core"],
  ["flows"],
  ["commands", "config.ts", "file-lock.ts", "monitor"],
  ["inference", "store", "audit", "platforms"],
  ["main.ts"],
  ["cli"],
  ["cli.ts"],
];

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
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

const roomOf = (file: string) => file.split("/")[1] ?? "";
const floorOf = (file: string) => FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)));

describe("the house", () => {
  it("lets imports go one way only", () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .own.filter((target) => target.startsWith("src/") && floorOf(target) > floorOf(file))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
    expect(sources.filter((file) => floorOf(file) === -1)).toEqual([]);
  });

  it("keeps core to itself and zod", () => {
    const wrong = sources
      .filter((file) => roomOf(file) === "core")
      .flatMap((file) => {
        const { own, packages } = importsOf(file);
        return [
          ...own.filter((target) => !target.startsWith("src/core/")),
          ...packages.filter((name) => name !== "zod"),
        ];
      });
    expect(wrong).toEqual([]);
  });

  it("lets no platform import another, nor a room on the same floor", () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .own.filter((target) => {
          if (!target.startsWith("src/")) return false;
          const [, room, part] = file.split("/");
          const [, otherRoom, otherPart] = target.split("/");
          if (room === "platforms" && otherRoom === "platforms") return part !== otherPart;
          return room !== otherRoom && floorOf(file) === floorOf(target) && floorOf(file) === 3;
        })
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps each SDK in one folder", () => {
    const homes: Record<string, RegExp> = {
      "@slack/": /^src\/platforms\/slack\//,
      "discord.js": /^src\/platforms\/discord\//,
      hono: /^src\/(platforms\/web|monitor)\//,
      "@electric-sql/": /^src\/store\//,
      "pg-boss": /^src\/store\//,
      kysely: /^src\/store\//,
      "onnxruntime-node": /^src\/inference\//,
      commander: /^src\/cli/,
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

  it("reads the environment in one file only", () => {
    const wrong = sources.filter(
      (file) => file !== "src/config.ts" && /process\.env/.test(readFileSync(file, "utf8")),
    );
    expect(wrong).toEqual([]);
  });

  it("has no source file above 300 lines, but for the words", () => {
    const long = sources
      .filter((file) => !file.startsWith("src/core/words/"))
      .filter((file) => readFileSync(file, "utf8").split("\n").length > 301);
    expect(long).toEqual([]);
  });

  it("throws every error code of the table somewhere, and names each in the README's table of errors", () => {
    const code =
      sources
        .filter((file) => !file.startsWith("src/core/"))
        .map((file) => readFileSync(file, "utf8"))
        .join("\n") +
      readFileSync("src/core/prompt.ts", "utf8") +
      readFileSync("src/core/errors.ts", "utf8").split("export type ErrorCode")[1];
    const handbook = readFileSync("docs/errors.md", "utf8");
    expect(ERROR_CODES.filter((name) => !code.includes(`"${name}"`))).toEqual([]);
    expect(ERROR_CODES.filter((name) => !handbook.includes(name))).toEqual([]);
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
