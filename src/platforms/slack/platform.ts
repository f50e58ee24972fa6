/** The Slack platform: connects, takes asks and feedback, shows replies. */

import { setTimeout as sleep } from "node:timers/promises";
import { App } from "@slack/bolt";
import { BotError, toBotError } from "../../core/errors.ts";
import type { Bot } from "../../flows/bot.ts";
import type { Log } from "../../flows/context.ts";
import type { Platform } from "../../flows/ports.ts";
import { createDispatcher, createFetch } from "./client/http.ts";
import { createPace } from "./client/rate-limit.ts";
import { wrapLog } from "./client/sdk-log.ts";
import { createSockets } from "./client/socket-mode.ts";
import { credentialError, explainToken } from "./client/token-error.ts";
import { createPeople } from "./client/users.ts";
import { createCalls, type SlackCalls, toPlatformError } from "./client/web-api.ts";
import type { Identity, SlackContext } from "./context.ts";
import { takeChoices } from "./incoming/choose-command.ts";
import { takeFeedback } from "./incoming/feedback.ts";
import { takeHome } from "./incoming/home.ts";
import { takeAsks } from "./incoming/listeners.ts";
import { createDeliver } from "./outgoing/deliver.ts";
import { createTell } from "./outgoing/ephemeral.ts";

export interface SlackPlatformOptions {
  readonly bot: Bot;
  /** xoxb-… */
  readonly botToken: string;
  /** xapp-…, with connections:write. */
  readonly appToken: string;
  /** Ends in /api/; Slack's own where it is left out. */
  readonly apiUrl?: string | undefined;
  /** Called when Slack has refused a token for good, after the start. */
  readonly onFatal?: (error: BotError) => void;
  /** Days that asks are kept, null without limit. */
  readonly retentionDays: number | null;
  /** How long a post that was not confirmed gets to appear in the history, in milliseconds; default 2,000. */
  readonly settleMs?: number;
  readonly log: Log;
}

/** How long a stop waits for what people just did to be handled. */
const STOP_MS = 3_000;
/** Pauses between tries to reach Slack: the first, doubling up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;
/** When the token is tried after Slack reported it as revoked: a report may be about another token, or come before its effect. */
const RECHECKS_MS = [0, 2_000, 10_000];

export function createSlackPlatform(options: SlackPlatformOptions): Platform {
  const { bot, botToken, appToken, apiUrl, log, retentionDays, settleMs = 2_000 } = options;
  const logger = wrapLog(log);
  const stopping = new AbortController();
  let hasFailed = false;
  const onFatal = (error: BotError) => {
    if (hasFailed || stopping.signal.aborted) return;
    hasFailed = true;
    log.error({ code: error.code, reason: error.message }, "Slack has refused a token");
    options.onFatal?.(error);
  };
  const dispatcher = createDispatcher();
  const fetch = createFetch(dispatcher);
  const calls = createCalls({
    token: botToken,
    apiUrl,
    fetch,
    logger,
    // Before the bot is known, the start reports it.
    onCredential: (code) => identity && onFatal(credentialError("SLACK_BOT_TOKEN", code)),
  });
  let identity: Identity | null = null;
  const knownIdentity = () => {
    if (identity === null) throw new BotError("INTERNAL", "Slack was used before it was started");
    return identity;
  };
  const context: SlackContext = {
    bot,
    calls,
    people: createPeople(calls),
    tell: createTell(calls, log),
    log,
    identity: knownIdentity,
    person: (id, name) => ({ platform: "slack", workspace: knownIdentity().workspace, id, name }),
    retentionDays,
  };
  const sockets = createSockets({
    appToken,
    apiUrl,
    dispatcher,
    // Answers that wait are still delivered after the stop; connections are not opened any more.
    fetch: createFetch(dispatcher, stopping.signal),
    logger,
    log,
    onFatal,
  });
  let handling = 0;

  function createApp(): App {
    const app = new App({
      receiver: sockets.receiver,
      logger,
      authorize: async () => ({ ...knownIdentity(), botToken, teamId: knownIdentity().workspace }),
    });
    app.use(async ({ next }) => {
      handling++;
      await next().finally(() => handling--);
    });
    takeAsks(app, context);
    takeChoices(app, context);
    takeFeedback(app, context);
    takeHome(app, context);
    for (const event of ["app_uninstalled", "tokens_revoked"]) app.event(event, () => recheckToken(event));
    app.error(async (error) =>
      log.error({ code: error.code, reason: error.message }, "a Slack event failed"),
    );
    return app;
  }

  /** Asks Slack whether the bot token still works; `calls` reports one that does not. */
  async function recheckToken(event: string): Promise<void> {
    for (const waitMs of RECHECKS_MS) {
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (hasFailed || stopping.signal.aborted) return;
      await calls.repeat((client) => client.auth.test());
    }
    if (!hasFailed) log.info({ event }, "Slack reported a revoked token; the bot's own still works");
  }

  /** Connects, however long Slack can't be reached.
   * @throws {BotError} CONFIG_CREDENTIAL when Slack refuses a token */
  async function connect(): Promise<void> {
    for (
      let pauseMs = FIRST_PAUSE_MS;
      !stopping.signal.aborted;
      pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)
    ) {
      try {
        identity = await identify(calls);
        if (stopping.signal.aborted) return;
        await sockets.start(createApp());
        if (sockets.open > 0) log.info({ workspace: identity.workspace }, "Slack is connected");
        return;
      } catch (cause) {
        const error = toBotError(cause);
        if (!error.retryable) throw error;
        log.warn({ code: error.code, reason: error.message }, "Slack can't be reached; it is tried again");
        const waitMs = Math.max(error.retryAfterMs ?? 0, pauseMs * (0.5 + Math.random() / 2));
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  return {
    name: "slack",
    connection: () => (hasFailed ? "refused" : sockets.open > 0 ? "connected" : "connecting"),
    start: connect,
    deliver: createDeliver({ calls, pace: createPace(), log, settleMs, style: "feedback" }),
    async stop() {
      const deadlineMs = performance.now() + STOP_MS;
      while (handling > 0 && performance.now() < deadlineMs) await sleep(20);
      stopping.abort();
      await sockets.stop();
    },
  };
}

/** Who the bot is.
 * @throws {BotError} CONFIG_CREDENTIAL when the bot token is refused; a retryable PLATFORM_* when Slack can't be asked now */
async function identify(calls: SlackCalls): Promise<Identity> {
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
