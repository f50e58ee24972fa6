/** `fewshot commands …`: versions of commands saved in the store, beside the files. */

import type { Command as Program } from "commander";
import { back, publish, remove, retire } from "./change.ts";
import { erased } from "./erased.ts";
import { exportVersions, importFiles } from "./files.ts";
import { diff, history, list, show } from "./read.ts";

const SCOPE = [
  "--scope <scope>",
  "everywhere, slack:T0123, discord:1234, or a channel: slack:T0123:C0456",
] as const;
const NOTE = ["--note <text>", "why, for the history"] as const;
const ANYWAY = [
  "--anyway",
  "publish also where it is worse, or more answers change with the word for a person than audit.limit allows",
] as const;
const UNMEASURED = ["--unmeasured", "publish without comparing it with what is in force"] as const;
const JSON_OPTION = ["--json", "print one JSON object"] as const;

export function addCommandsCommand(program: Program): void {
  const commands = program
    .command("commands")
    .description("commands saved in the store: versions, history, publishing");
  const add = (name: string, description: string) =>
    commands
      .command(name)
      .description(description)
      .option(...JSON_OPTION);
  add("list", "all commands, with their file and saved versions").action(list);
  add("show <name>", "print what is in force, or a version: triage@3")
    .option(...SCOPE)
    .action(show);
  add(
    "diff <name> [other]",
    "compare file, version in force and versions: triage, triage@3, triage@file, a path",
  )
    .option(...SCOPE)
    .action(diff);
  add("history <name>", "who saved, published and retired what, when and why").action(history);
  add("erased", "what holds texts whose writers have erased their data, and what to do").action(erased);
  add("import <files...>", "save command files, or folders of them, as drafts")
    .option(...SCOPE)
    .option(...NOTE)
    .option("--publish", "publish them as well")
    .option(...ANYWAY)
    .option(...UNMEASURED)
    .action(importFiles);
  add("export [names...]", "write what is live as command files, or versions: triage@3")
    .option("--to <folder>", "where; COMMANDS_DIR when left out")
    .option(...SCOPE)
    .option("--force", "write over files that have another text")
    .action(exportVersions);
  add("publish <name>", "make a version live, triage@3, or the newest draft")
    .option(...SCOPE)
    .option(...NOTE)
    .option(...ANYWAY)
    .option(...UNMEASURED)
    .action(publish);
  add("back <name>", "go one step back: to the version before, else to the file")
    .option(...SCOPE)
    .option(...NOTE)
    .action(back);
  add("retire <name>", "end a live version; the file is in force again")
    .option(...SCOPE)
    .option(...NOTE)
    .action(retire);
  add("delete <version>", "delete a draft or a retired version: triage@3").action(remove);
}
