/** `fewshot init`: makes a folder ready for a bot of one's own: commands, settings and a short README. */

import { chmod, constants, copyFile, readdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Command as Program } from "commander";
import { BotError } from "../../core/errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { print } from "../shared/output.ts";

/** Where this release keeps what `init` copies. */
const ROOT = resolve(import.meta.dirname, "../../..");

const README = `# A Fewshot bot

- \`commands/\`: one YAML file for each slash command. Change them, or add your own; a running bot takes them up.
- \`.env\`: settings and tokens. Keep it out of version control.

| what | command |
|---|---|
| start the bot and its page on http://127.0.0.1:3000 | \`npx fewshot start\` |
| ask a command in the terminal | \`npx fewshot ask sentiment great job, team!\` |
| check the command files and run their tests | \`npx fewshot check\` |
| see what is set up, and what is missing | \`npx fewshot doctor\` |
`;

export function addInitCommand(program: Program): void {
  program
    .command("init")
    .description("write commands/, .env and a README into a folder, to start a bot of your own")
    .argument("[folder]", "the folder; the present one when it is left out", ".")
    .action(run);
}

/** Writes what is missing, and never over a file that is there. */
async function run(folder: string): Promise<void> {
  try {
    await makeFolder(join(folder, "commands"));
    const commands = await readdir(join(ROOT, "commands"));
    const results = [];
    for (const name of commands)
      results.push(await copyNew(join(ROOT, "commands", name), join(folder, "commands", name)));
    const settings = join(folder, ".env");
    results.push(await copyNew(join(ROOT, ".env.example"), settings));
    // Tokens are going to be in it.
    await chmod(settings, 0o600);
    results.push(await writeNew(join(folder, "README.md"), README));
    const kept = results.filter(({ isNew }) => !isNew).map(({ path }) => path);
    print(`Wrote ${results.length - kept.length} files into ${resolve(folder)}.`);
    if (kept.length > 0) print(`Kept what was there: ${kept.map((path) => basename(path)).join(", ")}.`);
    print("Next: npx fewshot start");
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    throw new BotError("INPUT_USAGE", `${path ?? folder} can't be written (${code ?? "unknown error"}).`, {
      cause,
    });
  }
}

interface Written {
  readonly path: string;
  /** False where a file was there already. */
  readonly isNew: boolean;
}

const copyNew = (from: string, path: string) =>
  write(path, () => copyFile(from, path, constants.COPYFILE_EXCL));
const writeNew = (path: string, text: string) => write(path, () => writeFile(path, text, { flag: "wx" }));

async function write(path: string, action: () => Promise<void>): Promise<Written> {
  try {
    await action();
    return { path, isNew: true };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return { path, isNew: false };
    throw cause;
  }
}
