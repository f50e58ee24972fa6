/** Composition root: opens what the configuration names, starts it, and stops it in the reverse order. */

import { randomBytes } from "node:crypto";
import { openCatalogue } from "./commands/catalogue.ts";
import { openFiles } from "./commands/open-files.ts";
import type { Config } from "./config/config.ts";
import type { PlatformName } from "./core/ask.ts";
import { type BotError, toBotError } from "./core/errors.ts";
import { createKnownModel } from "./flows/asks/answer/known-model.ts";
import { createResponder } from "./flows/asks/answer/respond.ts";
import { processAsk } from "./flows/asks/ask.ts";
import type { Bot } from "./flows/bot/bot.ts";
import type { WorkerPorts } from "./flows/bot/context.ts";
import { createBot } from "./flows/bot/create-bot.ts";
import { createGate } from "./flows/commands/gate/gate.ts";
import { keepAnswers } from "./flows/commands/in-force/keep.ts";
import { openHeads } from "./flows/learning/heads.ts";
import { keepHeadsTrained } from "./flows/learning/retrain.ts";
import { createSee } from "./flows/learning/see.ts";
import { keepAlerting } from "./flows/monitoring/groups/alerts.ts";
import type { Platform } from "./flows/ports/platform.ts";
import type { Store } from "./flows/ports/store.ts";
import { retractErased } from "./flows/privacy/erase.ts";
import { keepErasedOut } from "./flows/privacy/erased-texts.ts";
import { keepExpiring } from "./flows/privacy/expiry.ts";
import { openBackend } from "./inference/open.ts";
import { trainInThread } from "./learning/trainer.ts";
import { auditPart } from "./monitoring/audit/part.ts";
import { readCard } from "./monitoring/card/kept-cards.ts";
import { createDashboard } from "./monitoring/dashboard/dashboard.ts";
import { openGroups } from "./monitoring/groups/open.ts";
import { openRuns } from "./monitoring/runs/runs.ts";
import { createHealthRoutes } from "./observability/health.ts";
import type { Logger } from "./observability/log.ts";
import { createMetrics } from "./observability/metrics.ts";
import { watchModel } from "./observability/model-watch.ts";
import { observeAsks, openConfiguredTracing } from "./observability/observe-asks.ts";
import { readCookieSecret } from "./platforms/web/access/secret.ts";
import { createWebPlatform } from "./platforms/web/platform.ts";
import { type OpenedStore, openStore } from "./store/store.ts";

/** Where the page is when PORT is not set. */
const DEFAULT_PORT = 3000;
/** Running asks may take this long to finish at a stop; the next start continues what is left. */
const STOP_DEADLINE_MS = 10_000;

export interface RunOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Workers only: no connection to Slack or Discord, and no page unless PORT is set. */
  readonly isWorker: boolean;
  /** Called for what only a person can mend: a refused or revoked token, a model that does not exist. May come before the start is over. */
  readonly onFatal: (error: BotError) => void;
  /** Aborted when the start is to be given up: it then ends at the next step and closes what it opened. */
  readonly signal?: AbortSignal;
  /** Opens one more platform, which the caller starts and stops: the terminal. */
  readonly openPlatform?: (bot: Bot) => Platform;
}

export interface RunningBot {
  /** Of the page; null when nothing listens. */
  readonly url: string | null;
  stop(): Promise<void>;
}

/** Starts the bot. Asks are worked on before any chat platform has connected, and no platform waits for another.
 * @throws {BotError} CONFIG_* and STORE_* with a sentence that says what to do; what was opened is closed again */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: puts all parts of the bot together, in order
export async function runBot(options: RunOptions): Promise<RunningBot> {
  const { config, log, isWorker, onFatal, signal } = options;
  const opened: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const files = await openFiles(config, log);
    opened.push(() => files.close());
    const [store, backend] = await openBoth(
      openConfiguredStore({ config, log, onFatal }),
      openBackend({ config, log }),
      opened,
    );
    signal?.throwIfAborted();
    const commands = await openCatalogue({ files, store, log });
    opened.push(() => commands.close());
    const watched = await openGroups({ config, store, commands });
    const metrics = createMetrics({ store });
    const tracing = await openConfiguredTracing(config);
    if (tracing) opened.push(() => tracing.close());
    const platforms = new Map<PlatformName, Platform>();
    const model = createKnownModel(backend);
    opened.push(() => model.stop());
    const ports = {
      store,
      backend,
      model,
      platforms,
      commands,
      metrics: observeAsks(metrics, { log, tracing }),
      log,
      now: () => new Date(),
      rateLimit: config.RATE_LIMIT,
      admins: new Set(config.ADMINS),
      drafts: config.DRAFTS,
      adminUrl: config.ADMIN_TOKEN && config.WEB_CHANNEL === "on" ? (config.PUBLIC_URL ?? null) : null,
      groups: watched.inForce,
      pairs: auditPart,
      drawSeed: String(await store.settleSetting("spot-check-seed", randomBytes(32).toString("base64"))),
      retentionDays: config.RETENTION_DAYS || null,
    };
    const heads = await openHeads({ store, commands, model, log });
    opened.push(() => heads.close());
    const learn = {
      backend,
      see: createSee(backend),
      train: trainInThread,
      rows: { of: store.labelledRows },
    };
    const gate = createGate({
      ...{ backend, model, heads, learn },
      pairs: auditPart,
      watchGone: store.watchGone,
    });
    opened.push(() => gate.close());
    // Workers show no page that could start one.
    const measurements = isWorker
      ? null
      : openRuns({ backend, commands, heads, store, folder: config.REPORTS_DIR, log });
    if (measurements) opened.push(() => measurements.close());
    const bot = createBot({ ...ports, heads, gate, ...(measurements ? { measurements } : {}) });
    const web = createWebPlatform({
      ...(await webSettings(config, store)),
      ...{ bot, log, where: backend.name === "onnx" ? null : backend.where, ...watched.web },
      channel: config.WEB_CHANNEL === "on" && !isWorker,
      onLoginFailed: (kind) => metrics.loginFailed(kind),
      dashboard: createDashboard({ store }),
      routes: (app) =>
        app.route("/", createHealthRoutes({ store, backend, commands, heads, platforms, metrics })),
    });
    platforms.set("web", web);
    const chats = await openChatPlatforms({
      ...{ config, bot, store, log, onFatal },
      userGroups: watched.userGroups,
    });
    const own = options.openPlatform?.(bot);
    for (const platform of own ? [...chats, own] : chats) platforms.set(platform.name, platform);
    metrics.observe({ backend, commands, platforms });
    const workerPorts: WorkerPorts = { ...ports, respond: createResponder(backend, heads) };
    model.start();
    opened.push(
      keepHeadsTrained({ ...{ store, commands, heads, log, metrics, pairs: auditPart }, ...learn }),
    );
    opened.push(keepAnswers({ ...ports, heads }));
    const isListening = !isWorker || config.PORT !== undefined;
    if (isListening) {
      opened.push(() => web.stop());
      await web.start();
      signal?.throwIfAborted();
      await store.noteUrl(web.url);
    }
    await store.work(
      (askId, attempt) => processAsk(workerPorts, askId, attempt),
      (erased) => retractErased(workerPorts, erased),
    );
    if (!isWorker) opened.push(connectInBackground(chats, onFatal));
    opened.push(keepExpiring({ store, log }));
    opened.push(keepErasedOut({ store, commands, log }));
    opened.push(store.watchGone(() => backend.forget?.()));
    opened.push(keepAlerting({ ...workerPorts, ...watched }));
    opened.push(watchModel({ backend, log, onFatal }));
    return { url: isListening ? web.url : null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the configuration and the store say about the page. */
async function webSettings(config: Config, store: Store) {
  return {
    host: config.HOST,
    port: config.PORT ?? DEFAULT_PORT,
    publicUrl: config.PUBLIC_URL ?? null,
    trustProxy: config.TRUST_PROXY,
    adminToken: config.ADMIN_TOKEN ?? null,
    metricsToken: config.METRICS_TOKEN ?? null,
    settings: store,
    rateLimit: config.RATE_LIMIT,
    secret: await readCookieSecret(store),
    retentionDays: config.RETENTION_DAYS || null,
    readCard: (of: Parameters<typeof readCard>[1]) => readCard(config.REPORTS_DIR, of),
    policy: {
      contact: config.PRIVACY_CONTACT ?? null,
      platforms: [...(config.SLACK_BOT_TOKEN ? ["Slack"] : []), ...(config.DISCORD_TOKEN ? ["Discord"] : [])],
      sendsTraces: config.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
      scoresTo: config.LANGFUSE_HOST === undefined ? null : new URL(config.LANGFUSE_HOST).host,
      groups: config.WATCH_GROUPS,
    },
  };
}

/** Starts the chat platforms side by side, so that a slow one holds nobody back.
 * @returns how to stop them */
function connectInBackground(
  platforms: readonly Platform[],
  onFatal: (error: BotError) => void,
): () => Promise<void> {
  for (const platform of platforms) platform.start().catch((cause: unknown) => onFatal(toBotError(cause)));
  return async () => {
    await Promise.all(platforms.map((platform) => platform.stop()));
  };
}

interface ChatOptions {
  readonly config: Config;
  readonly bot: Bot;
  readonly store: Store;
  readonly log: Logger;
  /** Ids of user groups of Slack. */
  readonly userGroups: readonly string[];
  readonly onFatal: (error: BotError) => void;
}

/** Slack and Discord, where their tokens are set. Their SDKs are loaded only then: they are most of what a start would cost. */
async function openChatPlatforms({
  config,
  bot,
  store,
  log,
  onFatal,
  userGroups,
}: ChatOptions): Promise<Platform[]> {
  const platforms: Platform[] = [];
  if (config.SLACK_BOT_TOKEN && config.SLACK_APP_TOKEN) {
    const { createSlackPlatform } = await import("./platforms/slack/platform.ts");
    platforms.push(
      createSlackPlatform({
        bot,
        botToken: config.SLACK_BOT_TOKEN,
        appToken: config.SLACK_APP_TOKEN,
        apiUrl: config.SLACK_API_URL,
        userGroups,
        memory: store,
        onFatal,
        log,
      }),
    );
  }
  if (config.DISCORD_TOKEN) {
    const { createDiscordPlatform } = await import("./platforms/discord/platform.ts");
    platforms.push(
      createDiscordPlatform({
        bot,
        token: config.DISCORD_TOKEN,
        applicationId: config.DISCORD_APPLICATION_ID,
        guildId: config.DISCORD_GUILD_ID,
        shards: config.DISCORD_SHARDS,
        layout: config.DISCORD_LAYOUT,
        apiUrl: config.DISCORD_API_URL,
        readSetting: (key) => store.readSetting(key),
        writeSetting: (key, value) => store.writeSetting(key, value),
        onFatal,
        log,
      }),
    );
  }
  return platforms;
}

/** Opens store and model side by side; if one fails the other is closed by `stop`. */
async function openBoth<A extends Store, B extends { close(): Promise<void> }>(
  opening: Promise<A>,
  loading: Promise<B>,
  opened: (() => Promise<void> | void)[],
): Promise<[A, B]> {
  const [store, backend] = await Promise.allSettled([opening, loading]);
  if (backend.status === "fulfilled") opened.push(() => backend.value.close());
  if (store.status === "fulfilled") opened.push(() => store.value.close(STOP_DEADLINE_MS));
  if (store.status === "rejected") throw store.reason;
  if (backend.status === "rejected") throw backend.reason;
  return [store.value, backend.value];
}

function openConfiguredStore({
  config,
  log,
  onFatal,
}: Pick<RunOptions, "config" | "log" | "onFatal">): Promise<OpenedStore> {
  return openStore({
    databaseUrl: config.DATABASE_URL,
    dataDir: config.DATABASE_URL ? undefined : config.DATA_DIR,
    retentionDays: config.RETENTION_DAYS || null,
    concurrency: config.WORKER_CONCURRENCY,
    servesVerbs: true,
    log,
    onFatal,
  });
}
