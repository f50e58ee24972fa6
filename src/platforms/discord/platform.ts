/** The Discord platform: connects, takes asks and feedback, shows replies. */

import { setTimeout as sleep } from "node:timers/promises";
import { type APIApplication, type APIUser, GatewayDispatchEvents, Routes } from "discord-api-types/v10";
import type { Json } from "../../core/ask.ts";
import { type BotError, toBotError } from "../../core/errors.ts";
import type { Bot } from "../../flows/bot/bot.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Capabilities, Platform } from "../port.ts";
import { createDelivery } from "../shared/delivery.ts";
import { createDispatcher } from "../shared/dispatcher.ts";
import { createAcknowledgements } from "./acknowledgements.ts";
import { createGateway } from "./client/gateway.ts";
import { type Calls, createCalls, Refused, toPlatformError } from "./client/rest.ts";
import { createIntake } from "./incoming/intake.ts";
import { ACKNOWLEDGE_MS } from "./incoming/show.ts";
import { canChange } from "./outgoing/posts/can-change.ts";
import { createPrimitives, reportFailure } from "./outgoing/posts/delivery.ts";
import { writePlace } from "./outgoing/posts/place.ts";
import { createResponder } from "./outgoing/posts/respond.ts";
import { retract } from "./outgoing/posts/retract.ts";
import { MAX_TEXT } from "./outgoing/views/container.ts";
import type { Layout } from "./outgoing/views/layout.ts";
import { MAX_CONTENT } from "./outgoing/views/render.ts";
import { howToUse, keepRegistered, type Registration } from "./setup/keep-registered.ts";

export interface DiscordPlatformOptions {
  readonly bot: Bot;
  readonly token: string;
  /** Asked of Discord where it is left out. */
  readonly applicationId?: string | undefined;
  /** While developing: commands are registered in this server only. */
  readonly guildId?: string | undefined;
  /** The shards that this machine connects, of `count` in all; one connection for every server where it is left out. */
  readonly shards?: { readonly ids: readonly number[]; readonly count: number } | undefined;
  /** Of answers; a container where it is left out. */
  readonly layout?: Layout | undefined;
  /** Ends in /api; Discord's own where it is left out. */
  readonly apiUrl?: string | undefined;
  readonly readSetting: (key: string) => Promise<Json | null>;
  readonly writeSetting: (key: string, value: Json) => Promise<void>;
  /** Called when Discord has refused the token, while running. */
  readonly onFatal?: (error: BotError) => void;
  readonly log: Log;
  /** How long a start waits for Discord, in milliseconds; what takes longer continues in the background. Default 2,000. */
  readonly startMs?: number;
}

/** How long a stop waits for what people just did to be handled. */
const SETTLE_MS = 3_000;
const START_MS = 2_000;

const capabilitiesOf = (layout: Layout): Capabilities => ({
  supportsForms: true,
  supportsThreads: true,
  supportsIdempotentPost: true,
  supportsEdit: true,
  supportsPrivateMessages: true,
  mountsRoutes: false,
  maxMessageCharacters: layout === "container" ? MAX_TEXT : MAX_CONTENT,
  acknowledgeMs: ACKNOWLEDGE_MS,
});

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: puts the parts of one platform together
export function createDiscordPlatform(options: DiscordPlatformOptions): Platform {
  const { bot, token, apiUrl, layout = "container", log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const connected = Promise.withResolvers<void>();
  const shutOut = Promise.withResolvers<BotError>();
  const running: Promise<unknown>[] = [];
  let isShutOut = false;
  const handling = new Set<Promise<void>>();

  const dispatcher = createDispatcher();
  const calls = createCalls({
    ...{ token, apiUrl, dispatcher },
    onCredential: shutOut.resolve,
    onInvalid: () => log.warn({}, "Discord refused the components of a message; it is sent as text"),
  });
  void shutOut.promise.then(() => {
    isShutOut = true;
  });
  const acknowledgements = createAcknowledgements();
  const responder = createResponder({ calls, log });
  let registration: Registration | null = null;
  const intake = createIntake({
    bot,
    responder,
    acknowledgements,
    onServerCommand: (guildId) => registration?.removeFrom(guildId),
    log,
  });
  const gateway = createGateway({
    token,
    dispatcher,
    shards: options.shards,
    fetchInfo: (signal) => calls.call("get", Routes.gatewayBot(), { signal }),
    onDispatch: take,
    onChange(isConnected) {
      if (isConnected) connected.resolve();
      if (isConnected) log.info({}, "Discord is connected");
      else log.warn({}, "Discord is not connected");
    },
    log,
  });

  function take(type: string, data: unknown): void {
    if (type !== GatewayDispatchEvents.InteractionCreate || signal.aborted) return;
    const handled = intake(data).finally(() => handling.delete(handled));
    handling.add(handled);
  }

  return {
    name: "discord",
    capabilities: capabilitiesOf(layout),
    connection() {
      if (isShutOut) return "refused";
      return gateway.isConnected ? "connected" : "connecting";
    },
    async start() {
      log.info({}, "connecting to Discord");
      running.push(gateway.run().catch((cause: unknown) => shutOut.resolve(toBotError(cause))));
      registration = keepRegistered({
        ...options,
        calls,
        identify: async () => options.applicationId ?? identify(calls, signal),
        signal,
      });
      running.push(registration.ended);
      const isReady = Promise.all([connected.promise, registration.firstTry]).then(() => null);
      const late = sleep(options.startMs ?? START_MS, "late" as const, { ref: false });
      const outcome = await Promise.race([shutOut.promise, isReady, late]);
      if (outcome !== null && outcome !== "late") throw outcome;
      if (outcome === "late")
        log.warn(
          { connected: gateway.isConnected },
          "Discord is not ready yet; everything else starts, and Discord is tried until it answers",
        );
      void shutOut.promise.then((error) => {
        if (signal.aborted) return;
        log.error({ code: error.code, reason: error.message }, "Discord has shut the bot out");
        options.onFatal?.(error);
      });
    },
    deliver: createDelivery({ primitives: createPrimitives({ calls, acknowledgements, layout }), log }),
    placeIn: () =>
      // The bot's own message needs no interaction, and no token of one.
      writePlace({
        ...{ way: "own-thread", applicationId: "", token: "", tokenEndsMs: 0, target: null, isMember: true },
      }),
    report: (ask, notice) => reportFailure(calls, ask, notice),
    canChange: (ask, deliveryRecord) => canChange(calls, ask, deliveryRecord),
    howToUse: (name, { workspace }, locale) => howToUse(options, { name, workspace, locale }),
    retract: (erased) => retract(calls, erased),
    async stop() {
      stopping.abort();
      await Promise.race([Promise.all(handling), sleep(SETTLE_MS, undefined, { ref: false })]);
      await gateway.stop();
      await Promise.all(running);
      await dispatcher.destroy();
    },
  };
}

/** The application's number: that of the bot's own user, but for very old applications, so it is asked for. */
async function identify(calls: Calls, signal: AbortSignal): Promise<string> {
  try {
    return (await calls.call<APIApplication>("get", Routes.currentApplication(), { signal })).id;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const user = await calls.call<APIUser>("get", Routes.user(), { signal }).catch((cause: unknown) => {
      throw toPlatformError(cause, "to say who the bot is");
    });
    return user.id;
  }
}
