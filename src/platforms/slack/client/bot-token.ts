/** What Slack says of the bot's token: who the bot is, and whether the token still works. */

import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../../../core/errors.ts";
import type { Log } from "../../../flows/bot/context.ts";
import type { Identity } from "../context.ts";
import { credentialError, explainToken } from "./token-error.ts";
import { type SlackCalls, toPlatformError } from "./web-api.ts";

/** When the token is tried after Slack reported it as revoked: a report may be about another token, or come before its effect. */
const RECHECKS_MS = [0, 2_000, 10_000];

/** Who the bot is.
 * @throws {BotError} CONFIG_CREDENTIAL when the bot token is refused; a retryable PLATFORM_* when Slack can't be asked now */
export async function identify(calls: SlackCalls): Promise<Identity> {
  const outcome = await calls.once((client) => client.auth.test());
  if (outcome.kind === "refused") {
    if (explainToken("SLACK_BOT_TOKEN", outcome.code) !== null)
      throw credentialError("SLACK_BOT_TOKEN", outcome.code);
    // The token is not to blame, so the start is not over.
    const reason = `Slack refused auth.test: ${outcome.code}`;
    throw new BotError("PLATFORM_UNREACHABLE", reason, { retryable: true });
  }
  if (outcome.kind !== "done") throw toPlatformError(outcome, "auth.test");
  const { bot_id: botId, user_id: botUserId, team_id: workspace } = outcome.value;
  if (!botId || !botUserId || !workspace) throw credentialError("SLACK_BOT_TOKEN", "not_a_bot_token");
  return { botId, botUserId, workspace };
}

/** Asks Slack whether the bot token still works; `calls` reports one that does not.
 * @param event what Slack reported
 * @param isRefused whether the token is known to be refused */
export async function recheckToken(
  event: string,
  options: {
    readonly calls: SlackCalls;
    readonly isRefused: () => boolean;
    readonly signal: AbortSignal;
    readonly log: Log;
  },
): Promise<void> {
  const { calls, isRefused, signal, log } = options;
  for (const waitMs of RECHECKS_MS) {
    await sleep(waitMs, undefined, { signal }).catch(() => {});
    if (isRefused() || signal.aborted) return;
    await calls.repeat((client) => client.auth.test());
  }
  if (!isRefused()) log.info({ event }, "Slack reported a revoked token; the bot's own still works");
}
