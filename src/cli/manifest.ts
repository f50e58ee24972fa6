/** `fewshot manifest`: writes Slack's app manifest and the editors' schema from what the commands are. */

import { readFile, writeFile } from "node:fs/promises";
import type { Command as Program } from "commander";
import { describeFault } from "../commands/faults.ts";
import { loadCommands } from "../commands/load.ts";
import { commandJsonSchema } from "../commands/schema.ts";
import { readConfig } from "../config/config.ts";
import { BotError } from "../core/errors.ts";
import { CheckFailed, print, say } from "./shared/output.ts";

export function addManifestCommand(program: Program): void {
  program
    .command("manifest")
    .description("write manifest.yml (Slack) and the commands' JSON Schema (editors)")
    .option("--check", "write nothing; fail when they are behind")
    .action(run);
}

async function run({ check = false }: { readonly check?: boolean }): Promise<void> {
  const { COMMANDS_DIR: folder } = readConfig();
  const { commands, faults } = await loadCommands(folder);
  if (faults.length > 0) throw new BotError("CONFIG_COMMAND", faults.map(describeFault).join("\n"));
  const { slackManifest } = await import("../platforms/slack/setup/manifest.ts");
  const files = {
    "manifest.yml": slackManifest(commands),
    [`${folder}/command.schema.json`]: commandJsonSchema(),
  };
  const behind: string[] = [];
  for (const [file, content] of Object.entries(files)) {
    const written = await readFile(file, "utf8").catch(() => null);
    if (written === content) continue;
    behind.push(file);
    if (!check) await writeFile(file, content);
  }
  if (check && behind.length > 0) {
    say(
      `${behind.join(" and ")} ${behind.length === 1 ? "is" : "are"} behind commands/; run: npx fewshot manifest`,
    );
    throw new CheckFailed();
  }
  print(behind.length === 0 ? "Everything is up to date." : `Wrote ${behind.join(" and ")}.`);
}
