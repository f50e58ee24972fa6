/** `fewshot doctor`: says what is configured, tries each credential and the model, and says what to do. */

import { createServer } from "node:net";
import type { Command as Program } from "commander";
import pc from "picocolors";
import { loadCommands } from "../../commands/load.ts";
import { type Config, readConfig } from "../../config/config.ts";
import { VERSION } from "../../config/version.ts";
import type { ModelInfo } from "../../core/ask.ts";
import { toBotError } from "../../core/errors.ts";
import { nameModel } from "../../core/views/answer/model.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { en } from "../../i18n/en/index.ts";
import { readGroupLists } from "../../monitoring/groups/terms/file.ts";
import { sayFault } from "../shared/faults.ts";
import { openTerminal } from "../shared/model.ts";
import { CheckFailed, print, printJson } from "../shared/output.ts";

/** Where the page is when PORT is not set. */
const DEFAULT_PORT = 3000;

interface Finding {
  readonly about: string;
  /** Null where nothing is set up, which is no fault. */
  readonly ok: boolean | null;
  readonly lines: readonly string[];
}

export function addDoctorCommand(program: Program): void {
  program
    .command("doctor")
    .description("say what is configured, try each credential and the model")
    .option("--json", "print one JSON object")
    .action(run);
}

async function run(options: { readonly json?: boolean }): Promise<void> {
  const config = readConfig();
  const findings = [
    await lookAtCommands(config),
    await lookAtModel(config),
    await lookAtStore(config),
    await lookAtWeb(config),
    await lookAtSlack(config),
    await lookAtDiscord(config),
    await lookAtGroups(config),
  ];
  const isGood = findings.every(({ ok }) => ok !== false);
  if (options.json) printJson({ ok: isGood, version: VERSION, node: process.versions.node, findings });
  else
    for (const { about, ok, lines } of findings) {
      const mark = ok === null ? pc.dim("–") : ok ? pc.green("✓") : pc.red("✗");
      print(`${mark} ${pc.bold(about)}`);
      for (const line of lines) print(`    ${line}`);
    }
  if (!isGood) throw new CheckFailed();
}

async function lookAtCommands(config: Config): Promise<Finding> {
  const { commands, faults } = await loadCommands(config.COMMANDS_DIR);
  const names = commands.map(({ name }) => `/${name}`).join(" ");
  return {
    about: "Commands",
    ok: faults.length === 0,
    lines: [...faults.map(sayFault), `${commands.length} in force: ${names}`],
  };
}

async function lookAtModel(config: Config): Promise<Finding> {
  const about = config.INFERENCE_URL
    ? `Model on a server (${config.INFERENCE_PROTOCOL})`
    : "Model in this process";
  try {
    const terminal = await openTerminal(config);
    try {
      const lines = [describeModel(await terminal.backend.describe())];
      const { commands } = await loadCommands(config.COMMANDS_DIR);
      // The first command of each model that answers one.
      const tried = new Set<string>();
      for (const command of commands) {
        const model = await backendFor(terminal.backend, command).describe();
        if (tried.has(model.name)) continue;
        tried.add(model.name);
        const answer = await terminal.respond(command, command.tests[0]?.input ?? "hello");
        if (!lines.includes(describeModel(model))) lines.push(describeModel(model));
        lines.push(`/${command.name} answered in ${Math.round(answer.durationMs)} ms`);
      }
      return { about, ok: true, lines };
    } finally {
      await terminal.close();
    }
  } catch (cause) {
    return { about, ok: false, lines: [toBotError(cause).message] };
  }
}

/** "GPT-Neo (fewshot-neo, 19.4 million parameters), context of 1024 tokens, fp32" */
function describeModel(model: ModelInfo): string {
  const dtype = model.dtype === null ? "" : `, ${model.dtype}`;
  return `${nameModel(model, en)}, context of ${model.contextTokens} tokens${dtype}`;
}

async function lookAtStore(config: Config): Promise<Finding> {
  const about = config.DATABASE_URL ? "Store on PostgreSQL" : `Store in the folder ${config.DATA_DIR}`;
  const { checkStore } = await import("../../store/database/check.ts");
  const { ok, lines } = await checkStore({ databaseUrl: config.DATABASE_URL, dataDir: config.DATA_DIR });
  const kept =
    config.RETENTION_DAYS === 0
      ? "asks are kept until erased (RETENTION_DAYS=0)"
      : `asks are deleted after ${config.RETENTION_DAYS} days (RETENTION_DAYS)`;
  return { about, ok, lines: [...lines, kept] };
}

/** The page: whether its port is free, or taken by a bot that runs already. */
async function lookAtWeb(config: Config): Promise<Finding> {
  if (config.WEB_CHANNEL === "off") return { about: "Web page", ok: null, lines: ["off (WEB_CHANNEL)"] };
  const port = config.PORT ?? DEFAULT_PORT;
  const host = config.HOST.includes(":") ? `[${config.HOST.replace(/^\[|\]$/g, "")}]` : config.HOST;
  const address = config.PUBLIC_URL ?? `http://${host}:${port}`;
  const access = config.ADMIN_TOKEN
    ? "asks for ADMIN_TOKEN"
    : "open to everybody on this machine (no ADMIN_TOKEN)";
  const code = await tryToListen(config.HOST, port);
  if (code === null) return { about: "Web page", ok: true, lines: [`${address}, ${access}`] };
  if (code === "EADDRINUSE" && (await isFewshot(`http://${host}:${port}`)))
    return { about: "Web page", ok: true, lines: [`${address}, ${access}; a Fewshot runs there now`] };
  const why =
    code === "EADDRINUSE"
      ? `port ${port} is taken by another program: stop it, or set PORT`
      : code === "EACCES"
        ? `port ${port} may not be opened by this user: set PORT above 1023`
        : `${config.HOST}:${port} can't be opened (${code}): check HOST and PORT`;
  return { about: "Web page", ok: false, lines: [why] };
}

/** @returns null where the port can be opened, else the error's code */
function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? "unknown error"));
    server.listen(port, host.replace(/^\[|\]$/g, ""), () => server.close(() => done(null)));
  });
}

async function isFewshot(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return JSON.stringify(await answer.json()) === '{"ok":true}';
  } catch {
    return false;
  }
}

async function lookAtGroups({
  WATCH_GROUPS: sources,
  GROUPS_FILE,
  GROUPS_MARGIN,
  GROUPS_ALERTS,
}: Config): Promise<Finding> {
  const about = "Groups";
  try {
    const lists = await readGroupLists(GROUPS_FILE ?? null);
    if (sources.length === 0)
      return { about, ok: null, lines: ["not watched: WATCH_GROUPS is not set (docs/groups.md)"] };
    const empty = sources.filter((source) => lists[source].length === 0);
    return {
      about,
      ok: empty.length === 0,
      lines: [
        ...sources.map((source) => `${source}: ${lists[source].length} groups`),
        `an alert needs a difference of ${GROUPS_MARGIN} points (GROUPS_MARGIN)`,
        GROUPS_ALERTS.length === 0
          ? "no channel gets alerts (GROUPS_ALERTS)"
          : `alerts go to ${GROUPS_ALERTS.map(({ platform, channel, locale }) => `${platform}:${channel} (${locale})`).join(", ")}`,
        ...empty.map(
          (source) => `WATCH_GROUPS names ${source}, and its list is empty: fill in ${source} in GROUPS_FILE`,
        ),
      ],
    };
  } catch (cause) {
    return { about, ok: false, lines: toBotError(cause).message.split("\n") };
  }
}

async function lookAtSlack(config: Config): Promise<Finding> {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = config;
  if (!botToken || !appToken)
    return {
      about: "Slack",
      ok: null,
      lines: ["not set up: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set (README, Slack)"],
    };
  return {
    about: "Slack",
    ...(await (
      await import("../../platforms/slack/setup/doctor.ts")
    ).checkSlack({ botToken, appToken, apiUrl, userGroups: await userGroupsOf(config) })),
  };
}

/** Mapped user groups of Slack; none where the lists can't be read, which is said elsewhere. */
async function userGroupsOf({ WATCH_GROUPS, GROUPS_FILE }: Config): Promise<readonly string[]> {
  if (!WATCH_GROUPS.includes("mapped")) return [];
  const lists = await readGroupLists(GROUPS_FILE ?? null).catch(() => null);
  return [...new Set(lists?.mapped.flatMap(({ slack }) => slack) ?? [])];
}

async function lookAtDiscord(config: Config): Promise<Finding> {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, DISCORD_APPLICATION_ID: applicationId } = config;
  if (!token)
    return { about: "Discord", ok: null, lines: ["not set up: DISCORD_TOKEN is not set (README, Discord)"] };
  return {
    about: "Discord",
    ...(await (
      await import("../../platforms/discord/setup/doctor.ts")
    ).checkDiscord({ token, apiUrl, applicationId })),
  };
}
