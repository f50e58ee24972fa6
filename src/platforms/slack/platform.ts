/** The Slack platform: connects, takes asks and feedback, shows replies. */

import { setTimeout as sleep } from "node:timers/promises";
import { App } from "@slack/bolt";
import { SLACK_COMMANDS } from "../../core/command/command.ts";
import { BotError } from "../../core/errors.ts";
import type { Bot } from "../../flows/bot/bot.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Capabilities, Platform } from "../port.ts";
import { keepConnected } from "../shared/connection.ts";
import { createDelivery } from "../shared/delivery.ts";
import { createDispatcher } from "../shared/dispatcher.ts";
import { identify, recheckToken } from "./client/bot-token.ts";
import { createFetch } from "./client/http.ts";
import { createPace } from "./client/rate-limit.ts";
import { wrapLog } from "./client/sdk-log.ts";
import { createSockets } from "./client/socket-mode.ts";
import { credentialError } from "./client/token-error.ts";
import { createUserGroups } from "./client/user-groups.ts";
import { createPeople } from "./client/users.ts";
import { createCalls } from "./client/web-api.ts";
import type { Identity, SlackContext } from "./context.ts";
import { takeEvents } from "./incoming/events.ts";
import { takeInteractions } from "./incoming/interactions.ts";
import { takeShortcuts } from "./incoming/shortcuts.ts";
import { createPrimitives } from "./outgoing/posts/deliver.ts";
import type { PostTools } from "./outgoing/posts/post.ts";
import { report } from "./outgoing/posts/report.ts";
import { retract } from "./outgoing/posts/retract.ts";
import { createStyles, type StyleMemory } from "./outgoing/views/styles.ts";
import { makePlace } from "./place.ts";
import { slackWords } from "./words.ts";

export interface SlackPlatformOptions {
  readonly bot: Bot;
  /** xoxb-… */
  readonly botToken: string;
  /** xapp-…, with connections:write. */
  readonly appToken: string;
  /** Ends in /api/; Slack's own where it is left out. */
  readonly apiUrl?: string | undefined;
  /** Called when Slack has refused a token, after the start. */
  readonly onFatal?: (error: BotError) => void;
  /** How long a post that was not confirmed gets to appear in the history, in milliseconds; default 2,000. */
  readonly settleMs?: number;
  /** Where it is remembered which blocks the workspace takes. */
  readonly memory: StyleMemory;
  /** Ids of the user groups that are mapped; none where it is left out. */
  readonly userGroups?: readonly string[];
  readonly log: Log;
}

/** How long a stop waits for what people just did to be handled. */
const STOP_MS = 3_000;
/** First pause between tries to reach Slack. */
const FIRST_PAUSE_MS = 1_000;

const CAPABILITIES: Capabilities = {
  supportsForms: true,
  supportsThreads: true,
  supportsIdempotentPost: false,
  supportsEdit: true,
  supportsPrivateMessages: true,
  mountsRoutes: false,
  maxMessageCharacters: 13_000,
  acknowledgeMs: 3_000,
};

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: puts the parts of one platform together
export function createSlackPlatform(options: SlackPlatformOptions): Platform {
  const { bot, botToken, appToken, apiUrl, log, settleMs = 2_000 } = options;
  const logger = wrapLog(log);
  const stopping = new AbortController();
  const connection = keepConnected({
    title: "Slack",
    connect,
    onFatal: options.onFatal,
    firstPauseMs: FIRST_PAUSE_MS,
    log,
  });
  const dispatcher = createDispatcher();
  const calls = createCalls({
    token: botToken,
    apiUrl,
    fetch: createFetch(dispatcher),
    logger,
    onCredential: (code) => connection.fail(credentialError("SLACK_BOT_TOKEN", code)),
  });
  let identity: Identity | null = null;
  const knownIdentity = () => {
    if (identity === null) throw new BotError("INTERNAL", "Slack was used before it was started");
    return identity;
  };
  const people = createPeople(calls);
  const userGroups = createUserGroups({ calls, ids: options.userGroups ?? [], log });
  const context: SlackContext = {
    bot,
    calls,
    people,
    log,
    identity: knownIdentity,
    person: (id, name) => ({ platform: "slack", workspace: knownIdentity().workspace, id, name }),
    standing: (id) => async () =>
      (await people.isAdmin(id, knownIdentity().workspace)) ? "manager" : "member",
    groupIds: (id) => async () => userGroups.of(id),
  };
  const sockets = createSockets({
    appToken,
    apiUrl,
    dispatcher,
    // Answers that wait are still delivered after the stop; connections are not opened any more.
    fetch: createFetch(dispatcher, stopping.signal),
    logger,
    log,
    onFatal: connection.fail,
  });
  let handling = 0;
  const styles = createStyles({
    memory: options.memory,
    workspace: () => identity?.workspace ?? null,
    log,
  });
  const tools: PostTools = { calls, pace: createPace(), styles };

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
    takeEvents(app, context);
    takeShortcuts(app, context);
    takeInteractions(app, context);
    const isRefused = () => connection.state === "refused";
    for (const event of ["app_uninstalled", "tokens_revoked"])
      app.event(event, () => recheckToken(event, { calls, isRefused, signal: stopping.signal, log }));
    app.error(async (error) =>
      log.error({ code: error.code, reason: error.message }, "a Slack event failed"),
    );
    return app;
  }

  async function connect(): Promise<void> {
    identity = await identify(calls);
    if (stopping.signal.aborted) return;
    await sockets.start(createApp());
    void userGroups.refresh();
    if (sockets.open > 0) log.info({ workspace: identity.workspace }, "Slack is connected");
  }

  return {
    name: "slack",
    capabilities: CAPABILITIES,
    connection() {
      const isDeaf = connection.state === "connected" && sockets.open === 0;
      return isDeaf ? "connecting" : connection.state;
    },
    start: connection.start,
    deliver: createDelivery({ primitives: createPrimitives(tools), log, settleMs }),
    typedAs: (name) => (SLACK_COMMANDS.has(name) ? `fewshot ${name}` : name),
    howToUse(name, _place, locale) {
      const words = slackWords(locale);
      if (SLACK_COMMANDS.has(name)) return words.isSlacks(name);
      // Every other file has a slash command in the manifest.
      return bot.commands.fileRevision(name) === null ? words.howToUse(name) : null;
    },
    retract: (erased) => retract(calls, erased),
    placeIn: () => makePlace(null, null),
    report: (ask, view) => report(context, ask, view),
    async stop() {
      const deadlineMs = performance.now() + STOP_MS;
      while (handling > 0 && performance.now() < deadlineMs) await sleep(20);
      stopping.abort();
      userGroups.stop();
      // A try to connect that is under way ends by itself.
      void connection.stop();
      await sockets.stop();
    },
  };
}
