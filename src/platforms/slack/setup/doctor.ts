/** Tries Slack's tokens and scopes for `fewshot doctor`, and says what to click. */

import type { Checked } from "../../shared/checked.ts";
import { createDispatcher } from "../../shared/dispatcher.ts";
import { createFetch } from "../client/http.ts";
import { wrapLog } from "../client/sdk-log.ts";
import { explainToken } from "../client/token-error.ts";
import { explainUserGroup } from "../client/user-groups.ts";
import { createCalls, type SlackCalls } from "../client/web-api.ts";
import { checkBlocks } from "./check-blocks.ts";
import { SCOPES } from "./manifest.ts";

export interface CheckSlackOptions {
  readonly botToken: string;
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  /** Ids of the user groups that are mapped. */
  readonly userGroups?: readonly string[];
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Without these nothing can be answered; the others cost a feature each. */
const NEEDED = new Set(["chat:write", "commands"]);

export async function checkSlack(options: CheckSlackOptions): Promise<Checked> {
  const { botToken, appToken, apiUrl, userGroups = [] } = options;
  const bot = await checkBotToken(botToken, apiUrl);
  const parts = [
    bot,
    await checkAppToken(appToken, apiUrl),
    ...(bot.ok ? [await checkBlocks(open(botToken, apiUrl))] : []),
    ...(bot.ok && userGroups.length > 0 ? [await checkUserGroups(open(botToken, apiUrl), userGroups)] : []),
  ];
  return { ok: parts.every(({ ok }) => ok), lines: parts.flatMap(({ lines }) => lines) };
}

async function checkBotToken(token: string, apiUrl: string | undefined): Promise<Checked> {
  const outcome = await open(token, apiUrl).repeat((client) => client.auth.test());
  if (outcome.kind === "refused")
    return bad(
      explainToken("SLACK_BOT_TOKEN", outcome.code) ?? `Slack refused SLACK_BOT_TOKEN: ${outcome.code}`,
    );
  if (outcome.kind !== "done") return bad(unreachable(apiUrl));
  const { team, user, response_metadata: metadata, bot_id: botId } = outcome.value;
  if (!botId)
    return bad("SLACK_BOT_TOKEN belongs to a person, not to a bot: copy the Bot User OAuth Token (xoxb-…)");
  const lines = [`bot token: @${user} in the workspace ${team}`];
  const given = new Set(metadata?.scopes ?? []);
  const missing = Object.keys(SCOPES).filter((scope) => !given.has(scope));
  for (const scope of missing) lines.push(`the scope ${scope} is missing (${SCOPES[scope]})`);
  if (missing.length > 0)
    lines.push(
      "add them: api.slack.com/apps → your app → App Manifest, paste what npx fewshot manifest prints, then OAuth & Permissions → Reinstall to Workspace",
    );
  return { ok: !missing.some((scope) => NEEDED.has(scope)), lines };
}

async function checkUserGroups(calls: SlackCalls, ids: readonly string[]): Promise<Checked> {
  const lines: string[] = [];
  for (const id of ids) {
    const outcome = await calls.repeat((client) => client.usergroups.users.list({ usergroup: id }));
    if (outcome.kind !== "done")
      lines.push(explainUserGroup(id, outcome.kind === "refused" ? outcome.code : outcome.kind));
  }
  return lines.length > 0
    ? { ok: false, lines }
    : { ok: true, lines: [`${ids.length} mapped user groups can be read`] };
}

async function checkAppToken(token: string, apiUrl: string | undefined): Promise<Checked> {
  const outcome = await open(token, apiUrl).repeat((client) => client.apps.connections.open());
  if (outcome.kind === "done") return { ok: true, lines: ["app token: Socket Mode opens"] };
  if (outcome.kind === "limited")
    return { ok: true, lines: ["app token: valid; Slack asks to wait with more connections"] };
  if (outcome.kind !== "refused") return bad(unreachable(apiUrl));
  return bad(
    explainToken("SLACK_APP_TOKEN", outcome.code) ??
      `Slack refused to open Socket Mode (${outcome.code}): api.slack.com/apps → your app → Socket Mode, switch on Enable Socket Mode`,
  );
}

const open = (token: string, apiUrl: string | undefined) =>
  createCalls({
    token,
    apiUrl,
    fetch: createFetch(createDispatcher()),
    logger: wrapLog(silent),
    onCredential: () => {},
  });

const bad = (line: string): Checked => ({ ok: false, lines: [line] });

function unreachable(apiUrl: string | undefined): string {
  return `${apiUrl ?? "https://slack.com/api/"} can't be reached: check the network, a proxy, or SLACK_API_URL`;
}
