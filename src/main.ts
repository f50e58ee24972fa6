/** Composition root: opens what the configuration names, starts it, and stops it in the reverse order. */

import { randomBytes } from "node:crypto";
import { describeFault, loadCommands } from "./commands/load.ts";
import { watchCommands } from "./commands/watch.ts";
import { type Config, secretsOf } from "./config/config.ts";
import type { PlatformName } from "./core/ask.ts";
import { BotError } from "./core/errors.ts";
import { carryAsk } from "./flows/ask.ts";
import type { Bot } from "./flows/bot.ts";
import type { CarryPorts } from "./flows/context.ts";
import { createBot } from "./flows/create-bot.ts";
import type { Platform, Store } from "./flows/ports.ts";
import { createResponder } from "./flows/respond.ts";
import { openBackend } from "./inference/open.ts";
import { createLogger } from "./observability/log.ts";
import { createMetrics } from "./observability/metrics.ts";
import { createMonitorRoutes } from "./observability/routes.ts";
import { createWebPlatform } from "./platforms/web/platform.ts";
import { type OpenedStore, openStore } from "./store/store.ts";

/** Where the page is when PORT is not set. */
const DEFAULT_PORT = 3000;
/** Running asks may take this long to finish at a stop; what is left goes on at the next start. */
const STOP_DEADLINE_MS = 10_000;
const EXPIRY_EVERY_MS = 60 * 60_000;

export interface RunOptions {
  readonly config: Config;
  /** Workers only: no sockets to Slack or Discord, and no page unless PORT is set. */
  readonly isWorker: boolean;
  /** Something the bot can't live without is gone for good (a revoked token). */
  readonly onFatal: (error: BotError) => void;
  /** Aborted when the start is to be given up: it then ends at the next step, with what was opened closed again. */
  readonly signal?: AbortSignal;
}

export interface RunningBot {
  /** Of the page; null when nothing listens. */
  readonly url: string | null;
  stop(): Promise<void>;
}

/** Starts the bot.
 * @throws {BotError} CONFIG_* and STORE_* with a sentence that says what to do; what was opened is closed again */
export async function runBot({ config, isWorker, onFatal, signal }: RunOptions): Promise<RunningBot> {
  const log = createLogger(config.LOG_LEVEL, process.stderr, secretsOf(config));
  const opened: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const loaded = await loadCommands(config.COMMANDS_DIR);
    if (loaded.faults.length > 0)
      throw new BotError(
        "CONFIG_COMMAND",
        `Command files have faults:\n${loaded.faults.map((fault) => `  ${describeFault(fault)}`).join("\n")}`,
      );
    const commands = watchCommands(config.COMMANDS_DIR, loaded, log);
    opened.push(() => commands.close());
    const [store, backend] = await openBoth(
      openConfiguredStore(config, log),
      openBackend({ config, log }),
      opened,
    );
    signal?.throwIfAborted();
    const metrics = createMetrics({ store });
    const ports = {
      store,
      backend,
      commands,
      metrics,
      log,
      now: () => new Date(),
      rateLimit: config.RATE_LIMIT,
    };
    const bot = createBot(ports);
    const platforms = new Map<PlatformName, Platform>();
    const isListening = !isWorker || config.PORT !== undefined;
    const web = createWebPlatform({
      bot,
      host: config.HOST,
      port: config.PORT ?? DEFAULT_PORT,
      channel: config.WEB_CHANNEL === "on" && !isWorker,
      adminToken: config.ADMIN_TOKEN ?? null,
      secret: await readSecret(store),
      retentionDays: config.RETENTION_DAYS || null,
      describeModel: () => backend.describe(),
      where: backend.name === "onnx" ? null : backend.where,
      routes: (app) => app.route("/", createMonitorRoutes({ store, backend, metrics })),
      log,
    });
    platforms.set("web", web);
    for (const platform of await openChatPlatforms({ config, bot, store, log, onFatal }))
      platforms.set(platform.name, platform);
    const carryPorts: CarryPorts = { ...ports, platforms, respond: createResponder(backend) };
    for (const platform of platforms.values())
      if (platform === web ? isListening : !isWorker) {
        opened.push(() => platform.stop());
        await platform.start();
        signal?.throwIfAborted();
      }
    if (isListening) await store.noteUrl(web.url);
    await store.work((askId, attempt) => carryAsk(carryPorts, askId, attempt));
    opened.push(keepExpiring(store, log));
    backend.describe().then(
      (model) =>
        log.info(
          { model: model.name, parameters: model.parameters, context: model.contextTokens },
          "the model is ready",
        ),
      (error: Error) =>
        log.error({ reason: error.message }, "the model could not be opened; later asks try again"),
    );
    return { url: isListening ? web.url : null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface ChatOptions {
  readonly config: Config;
  readonly bot: Bot;
  readonly store: Store;
  readonly log: ReturnType<typeof createLogger>;
  readonly onFatal: (error: BotError) => void;
}

/** Slack and Discord, where their tokens are set. Their SDKs are loaded only then: they are most of what a start would cost. */
async function openChatPlatforms({ config, bot, store, log, onFatal }: ChatOptions): Promise<Platform[]> {
  const platforms: Platform[] = [];
  if (config.SLACK_BOT_TOKEN && config.SLACK_APP_TOKEN) {
    const { createSlackPlatform } = await import("./platforms/slack/platform.ts");
    platforms.push(
      createSlackPlatform({
        bot,
        botToken: config.SLACK_BOT_TOKEN,
        appToken: config.SLACK_APP_TOKEN,
        apiUrl: config.SLACK_API_URL,
        retentionDays: config.RETENTION_DAYS || null,
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

function openConfiguredStore(config: Config, log: ReturnType<typeof createLogger>): Promise<OpenedStore> {
  return openStore({
    databaseUrl: config.DATABASE_URL,
    dataDir: config.DATABASE_URL ? undefined : config.DATA_DIR,
    retentionDays: config.RETENTION_DAYS || null,
    concurrency: config.WORKER_CONCURRENCY,
    log,
  });
}

/** The secret that signs cookies: made at the first start, shared by all processes of one store. */
async function readSecret(store: OpenedStore): Promise<Uint8Array<ArrayBuffer>> {
  return Buffer.from(
    String(await store.settleSetting("cookie-secret", randomBytes(32).toString("base64"))),
    "base64",
  );
}

/** Deletes what is past its time, now and every hour. Returns how to stop. */
function keepExpiring(store: Store, log: ReturnType<typeof createLogger>): () => void {
  const expire = () =>
    store.deleteExpired(new Date()).then(
      (asks) => asks > 0 && log.info({ asks }, "asks past their time were deleted"),
      (error: Error) =>
        log.warn(
          { reason: error.message },
          "asks past their time could not be deleted; trying again in an hour",
        ),
    );
  void expire();
  const timer = setInterval(expire, EXPIRY_EVERY_MS);
  return () => clearInterval(timer);
}
