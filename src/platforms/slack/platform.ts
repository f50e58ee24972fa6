/** The Slack platform: connects, takes asks and feedback, shows replies. */

import { setTimeout as sleep } from "node:timers/promises";
import { App } from "@slack/bolt";
import { BotError, toBotError } from "../../core/errors.ts";
import type { Bot } from "../../flows/bot.ts";
import type { Log } from "../../flows/context.ts";
import type { Platform } from "../../flows/ports.ts";
import { createPace } from "./client/rate-limit.ts";
import { wrapLog } from "./client/sdk-log.ts";
import { createSockets } from "./client/socket-mode.ts";
import { credentialError, explainToken } from "./client/token-error.ts";
import { createPeople } from "./client/users.ts";
import { createCalls, toPlatformError } from "./client/web-api.ts";
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
  /** Told when Slack has refused a token for good, while running. */
  readonly onFatal?: (error: BotError) => void;
  /** Days that asks are kept, null without limit; said in the App Home where it is given. */
  readonly retentionDays?: number | null;
  /** Shown in the App Home and by `/fewshot` where it is given. */
  readonly dashboardUrl?: string | null;
  /** How long a post that was not confirmed gets to appear in the history, in milliseconds; default 2,000. */
  readonly settleMs?: number;
  readonly log: Log;
}

/** How long a stop waits for what people just did to be handled. */
const SETTLE_MS = 3_000;
/** Pause between tries to reach Slack at the start. */
const RETRY_MS = 2_000;

export function createSlackPlatform(options: SlackPlatformOptions): Platform {
  const { bot, botToken, appToken, apiUrl, log, retentionDays, dashboardUrl, settleMs = 2_000 } = options;
  const logger = wrapLog(log);
  let hasFailed = false;
  const onFatal = (error: BotError) => {
    if (hasFailed) return;
    hasFailed = true;
    log.error({ code: error.code, reason: error.message }, "Slack has refused a token");
    options.onFatal?.(error);
  };
  const calls = createCalls({
    token: botToken,
    apiUrl,
    logger,
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
    retentionDays,
    dashboardUrl,
  };
  const sockets = createSockets({ appToken, apiUrl, logger, log, onFatal });
  const stopping = new AbortController();
  let connecting: Promise<void> = Promise.resolve();
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
    for (const event of ["app_uninstalled", "tokens_revoked"])
      app.event(event, async () => onFatal(credentialError("SLACK_BOT_TOKEN", event)));
    app.error(async (error) =>
      log.error({ code: error.code, reason: error.message }, "a Slack event failed"),
    );
    return app;
  }

  async function connect(): Promise<void> {
    identity = await identify(calls);
    await sockets.start(createApp());
    log.info({ workspace: identity.workspace }, "Slack is connected");
  }

  /** A network that is down at the start is no reason to keep everything else from starting. */
  async function keepConnecting(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      try {
        return await connect();
      } catch (cause) {
        const error = toBotError(cause);
        if (!error.retryable) return onFatal(error);
      }
    }
  }

  return {
    name: "slack",
    async start() {
      try {
        await connect();
      } catch (cause) {
        const error = toBotError(cause);
        if (!error.retryable) throw error;
        log.warn({ code: error.code, reason: error.message }, "Slack is tried again until it answers");
        connecting = keepConnecting();
      }
    },
    deliver: createDeliver({ calls, pace: createPace(), log, settleMs, style: "feedback" }),
    async stop() {
      const deadlineMs = performance.now() + SETTLE_MS;
      while (handling > 0 && performance.now() < deadlineMs) await sleep(20);
      stopping.abort();
      await connecting;
      await sockets.stop();
    },
  };
}

/** Who the bot is.
 * @throws {BotError} CONFIG_CREDENTIAL when the bot token is refused; PLATFORM_* when Slack can't be asked */
async function identify(calls: ReturnType<typeof createCalls>): Promise<Identity> {
  const outcome = await calls.repeat((client) => client.auth.test());
  if (outcome.kind === "refused" && explainToken("SLACK_BOT_TOKEN", outcome.code) !== null)
    throw credentialError("SLACK_BOT_TOKEN", outcome.code);
  if (outcome.kind !== "done") throw toPlatformError(outcome, "auth.test");
  const { bot_id: botId, user_id: botUserId, team_id: workspace } = outcome.value;
  if (!botId || !botUserId || !workspace) throw credentialError("SLACK_BOT_TOKEN", "not_a_bot_token");
  return { botId, botUserId, workspace };
}
