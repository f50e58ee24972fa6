/** `fewshot backup FILE` and `fewshot restore FILE`: all that is stored, from PGlite or PostgreSQL to either. */

import type { Command as Program } from "commander";
import { readConfig } from "../../config/config.ts";
import { count, print, printJson, say } from "../shared/output.ts";

interface Options {
  readonly json?: boolean;
}

export function addBackupCommands(program: Program): void {
  program
    .command("backup <file>")
    .description("write all that is stored to a new file")
    .option("--json", "print one JSON object")
    .action((file: string, options: Options) => run("backUp", file, options));
  program
    .command("restore <file>")
    .description("read a backup into an empty store: a new DATA_DIR, or an empty DATABASE_URL")
    .option("--json", "print one JSON object")
    .action((file: string, options: Options) => run("restore", file, options));
}

async function run(verb: "backUp" | "restore", file: string, { json }: Options): Promise<void> {
  const { DATABASE_URL, DATA_DIR } = readConfig();
  const copy = await import("../../store/backup.ts");
  const rows = await copy[verb]({
    databaseUrl: DATABASE_URL,
    dataDir: DATABASE_URL ? undefined : DATA_DIR,
    file,
    log: { info() {}, warn: (_fields, message) => say(message), error: (_fields, message) => say(message) },
  });
  if (json) return printJson({ file, rows });
  const parts = [
    [rows.asks, "ask"],
    [rows.overrides, "override"],
    [rows.ratings, "rating"],
    [rows.opt_outs, "opt-out"],
    [rows.command_versions, "saved command version"],
    [rows.jobs, "waiting job"],
  ] as const;
  const what = parts.map(([n, thing]) => count(n ?? 0, thing)).join(", ");
  print(verb === "backUp" ? `${file}: ${what}.` : `Restored from ${file}: ${what}.`);
}
