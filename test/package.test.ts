/** The published package: built, packed, installed in an empty folder, and asked. */

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
let folder: string;

/** Runs the installed program. */
async function fewshot(args: readonly string[], cwd = folder): Promise<string> {
  const program = join(folder, "node_modules/fewshot/bin/fewshot.js");
  const { PATH, HOME } = process.env;
  const { stdout } = await run(process.execPath, [program, ...args], {
    cwd,
    env: { PATH, HOME, NO_COLOR: "1", COMMANDS_DIR: join(folder, "bot/commands") },
  });
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-package-"));
  await run(process.execPath, ["scripts/build.ts"]);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder, resolve("dist")], {
    cwd: folder,
    // npm is a script there.
    shell: process.platform === "win32",
  });
  const packed = JSON.parse(stdout);
  const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed);
  await run("tar", ["-xzf", join(folder, filename), "-C", folder]);
  await mkdir(join(folder, "node_modules"));
  await cp(join(folder, "package"), join(folder, "node_modules/fewshot"), { recursive: true });
  // Its dependencies are the project's production dependencies, which lie here already.
  await symlink(resolve("node_modules"), join(folder, "node_modules/fewshot/node_modules"), "junction");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the published package", () => {
  it("makes a folder ready, never over what is there, and answers an ask there", async () => {
    expect(await fewshot(["init", "bot"])).toContain("Next: npx fewshot start");
    expect(existsSync(join(folder, "bot/commands/sentiment.yaml"))).toBe(true);
    expect(await fewshot(["init", "bot"])).toMatch(/Wrote 0 files[\s\S]*Kept what was there: .*README\.md/);
    const answer = JSON.parse(await fewshot(["ask", "sentiment", "great job, team!", "--json"]));
    expect(answer).toMatchObject({ label: "Positive", model: "fewshot-neo" });
  });

  it("holds JavaScript only, and names every package that it imports", async () => {
    const { stdout } = await run("grep", ["-rhoE", 'from "[^."][^"]*"', join(folder, "package/src")]);
    const imported = new Set(
      stdout
        .split("\n")
        .map((line) => /"((?:@[^/"]+\/)?[^/"]+)/.exec(line)?.[1] ?? "")
        .filter((name) => name !== "" && !name.startsWith("node:")),
    );
    const manifest = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8"));
    expect([...imported].filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect(existsSync(join(folder, "package/src/cli.ts"))).toBe(false);
    expect(Object.keys(manifest)).not.toContain("devDependencies");
  });
});

describe("the program", () => {
  it("says which Node it needs: the one that package.json names", () => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
    const program = readFileSync("bin/fewshot.js", "utf8");
    const [major, minor] = engines.node.slice(2).split(".");
    expect(program).toContain(`Fewshot needs Node.js ${major}.${minor} or newer; `);
    expect(program).toContain(`major < ${major} || (major === ${major} && minor < ${minor})`);
  });
});

describe("package-lock.json", () => {
  it("has a checksum for every package, also of other systems", () => {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
      packages: Record<string, { integrity?: string; link?: boolean }>;
    };
    const without = Object.entries(packages).filter(
      ([path, { integrity, link }]) => path && !link && !integrity,
    );
    expect(without.map(([path]) => path)).toEqual([]);
  });
});
