/** `fewshot manifest`: writes Slack's app manifest and the editors' schema from what the commands are. */

import { readFile, writeFile } from "node:fs/promises";
import type { Command as Program } from "commander";
import { parseVersion } from "../../commands/catalogue.ts";
import { loadCommands } from "../../commands/load.ts";
import { commandJsonSchema } from "../../commands/source/schema.ts";
import { readConfig } from "../../config/config.ts";
import { byName, type Command, SLACK_COMMANDS } from "../../core/command/command.ts";
import { covers, narrowness } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import { readGroupLists } from "../../monitoring/groups/terms/file.ts";
import { withSaved } from "../commands/open.ts";
import { sayFaults, terminalWords } from "../shared/faults.ts";
import { CheckFailed, print, say } from "../shared/output.ts";

export function addManifestCommand(program: Program): void {
  program
    .command("manifest")
    .description("write manifest.yml (Slack) and the commands' JSON Schema (editors)")
    .option("--check", "write nothing; fail when they are behind")
    .option("--files", "of command files only, without what is published in the store")
    .action(run);
}

interface Options {
  readonly check?: boolean;
  readonly files?: boolean;
}

async function run({ check = false, files: isFilesOnly = false }: Options): Promise<void> {
  const { COMMANDS_DIR: folder, WATCH_GROUPS, GROUPS_FILE } = readConfig();
  const { mapped } = await readGroupLists(GROUPS_FILE ?? null);
  const readsUserGroups = WATCH_GROUPS.includes("mapped") && mapped.some(({ slack }) => slack.length > 0);
  const { commands, faults } = await loadCommands(folder);
  if (faults.length > 0) throw new BotError("CONFIG_COMMAND", sayFaults(faults));
  const { slackManifest } = await import("../../platforms/slack/setup/manifest.ts");
  const all = isFilesOnly ? commands : await withPublished(commands);
  for (const { name } of all.filter((one) => SLACK_COMMANDS.has(one.name)))
    say(`${name}: ${terminalWords().warnings.slackName(name)}`);
  const files = {
    "manifest.yml": slackManifest(all, { readsUserGroups }),
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

/** The files' commands, and in front of them what is published everywhere and for the Slack workspace: an app has one. Commands of one
 * channel are left out, since slash commands are shown in all. */
async function withPublished(files: readonly Command[]): Promise<readonly Command[]> {
  const commands = new Map(files.map((command) => [command.name, command]));
  await withSaved(async ({ store }) => {
    const live = ((await store?.liveVersions()) ?? [])
      .filter(({ scope }) => covers(scope, { platform: "slack", workspace: scope.workspace, channel: "" }))
      .sort((a, b) => narrowness(a.scope) - narrowness(b.scope));
    for (const version of live) {
      const parsed = parseVersion(version);
      if ("command" in parsed) commands.set(version.name, parsed.command);
    }
  }).catch((cause: unknown) => {
    if (!(cause instanceof BotError) || cause.code !== "STORE_LOCKED") throw cause;
    const way = "Without what is published there: npx fewshot manifest --files";
    throw new BotError(cause.code, `${cause.message} ${way}`, { cause });
  });
  return [...commands.values()].sort(byName);
}
