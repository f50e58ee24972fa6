/**
 * Keeps Socket Mode connections alive. The SDK's own reconnecting waits 5 to 12 seconds and stops trying after a network fault
 * (socket-mode 3.1), so it is switched off: here each connection is replaced at once, with growing pauses after failures. Two are
 * held at a time, so that one takes over while Slack refreshes the other.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { type App, type Logger, SocketModeReceiver } from "@slack/bolt";
import type { Dispatcher } from "undici";
import { BotError, toBotError } from "../../../core/errors.ts";
import type { Log } from "../../../flows/bot/context.ts";
import { credentialError, explainToken } from "./token-error.ts";
import { clientOptions, readError } from "./web-api.ts";

export interface SocketsOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly dispatcher: Dispatcher;
  readonly fetch: typeof fetch;
  readonly logger: Logger;
  readonly log: Log;
  /** Called when Slack refuses the token after `start` has resolved. */
  readonly onFatal: (error: BotError) => void;
}

export interface Sockets {
  /** For the App, which routes what comes in. */
  readonly receiver: SocketModeReceiver;
  /** Connections that Slack has greeted and that have not ended. */
  readonly open: number;
  /** Keeps connections open from now on, and resolves when the first is.
   * @throws {BotError} CONFIG_CREDENTIAL when the token is refused before that */
  start(app: App): Promise<void>;
  /** Resolves when the last connection is closed. */
  stop(): Promise<void>;
}

const CONNECTIONS = 2;
/** Slack says hello at once; a connection without it is of no use. */
const HELLO_MS = 15_000;
const CLOSE_MS = 5_000;
/** A connection that lived shorter than this counts as a failure. */
const SHORT_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

type Client = SocketModeReceiver["client"];

export function createSockets(options: SocketsOptions): Sockets {
  const { log, onFatal } = options;
  const stopping = new AbortController();
  const receivers = Array.from({ length: CONNECTIONS }, () => createReceiver(options));
  const running: Promise<void>[] = [];
  const [receiver] = receivers as [SocketModeReceiver, ...SocketModeReceiver[]];
  let open = 0;

  /** Keeps one connection open until the stop. Rejects when Slack refuses the token. */
  const supervise = (client: Client, onOpen: () => void) =>
    superviseClient(client, {
      signal: stopping.signal,
      log,
      onChange(isOpen) {
        open += isOpen ? 1 : -1;
        if (isOpen) onOpen();
      },
    });

  return {
    receiver,
    get open() {
      return open;
    },
    async start(app) {
      const [first, ...others] = receivers.map(({ client }) => client) as [Client, ...Client[]];
      for (const one of receivers) one.init(app);
      const opened = Promise.withResolvers<void>();
      let hasStarted = false;
      running.push(
        supervise(first, opened.resolve)
          .catch((error: BotError) => (hasStarted ? onFatal(error) : opened.reject(error)))
          .finally(opened.resolve),
      );
      await opened.promise;
      hasStarted = true;
      if (stopping.signal.aborted) return;
      for (const client of others) running.push(supervise(client, () => {}).catch(onFatal));
    },
    async stop() {
      stopping.abort();
      await Promise.all(receivers.map(({ client }) => close(client)));
      await Promise.all(running);
    },
  };
}

function createReceiver({ appToken, dispatcher, log, ...shared }: SocketsOptions): SocketModeReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    dispatcher,
    logger: shared.logger,
    autoReconnectEnabled: false,
    // Each receiver has options of its own: the SDK writes into them.
    installerOptions: { clientOptions: clientOptions(shared) },
    async processEventErrorHandler({ error }) {
      log.error({ reason: error.message }, "an event from Slack could not be handled");
      return false;
    },
  });
  guardMessages(receiver.client, log);
  return receiver;
}

/** A message that the SDK does not understand rejects inside it, which would end the process (socket-mode 3.1: `app_rate_limited`). One whose
 * type is a name that the SDK keeps for itself would pass for its own event: "disconnected" for the end of the connection. */
function guardMessages(client: Client, log: Log): void {
  const [handle] = client.listeners("ws_message");
  if (!handle) return;
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (data: string | ArrayBuffer, isBinary: boolean) => {
    try {
      if (!isBinary && client.listenerCount(emittedAs(data)) > 0) throw new Error("a name of the SDK's own");
      await handle(data, isBinary);
    } catch {
      log.warn({}, "a message from Slack was not understood and is left out");
    }
  });
}

/** The name under which the SDK passes a message on. */
function emittedAs(data: string | ArrayBuffer): string {
  const { type, payload } = JSON.parse(typeof data === "string" ? data : new TextDecoder().decode(data));
  return type === "events_api" ? payload.event.type : type;
}

interface Supervision {
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly onChange: (isOpen: boolean) => void;
}

/** Opens a connection, and another whenever it ends, until the signal.
 * @throws {BotError} CONFIG_CREDENTIAL when Slack refuses the token */
async function superviseClient(client: Client, { signal, log, onChange }: Supervision): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let retryAfterMs = 0;
    try {
      await connect(client);
      const sinceMs = performance.now();
      const ended = untilEnd(client);
      onChange(true);
      // A connection that opened while the stop was under way is closed here.
      if (signal.aborted) await close(client);
      await ended;
      onChange(false);
      failures = performance.now() - sinceMs < SHORT_MS ? failures + 1 : 0;
      if (!signal.aborted) log.info({}, "a connection to Slack ended; it is replaced");
    } catch (cause) {
      const error = toBotError(cause);
      if (signal.aborted) return;
      if (!error.retryable) throw error;
      failures++;
      retryAfterMs = error.retryAfterMs ?? 0;
      log.warn(
        { code: error.code, reason: error.message, failures },
        "a connection to Slack could not be opened; it is tried again",
      );
    }
    const pauseMs = failures <= 1 ? 50 : Math.min(MAX_PAUSE_MS, 125 * 2 ** failures);
    await sleep(Math.max(retryAfterMs, pauseMs * (0.5 + Math.random())), undefined, { signal }).catch(
      () => {},
    );
  }
}

/** @throws {BotError} CONFIG_CREDENTIAL, or a retryable one */
async function connect(client: Client): Promise<void> {
  const late = AbortSignal.timeout(HELLO_MS);
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener("abort", () => reject(new Error("no hello")));
  });
  try {
    await Promise.race([client.start(), tooLate]);
  } catch (cause) {
    await close(client);
    throw toConnectError(cause);
  }
}

function toConnectError(cause: unknown): BotError {
  const unreachable = (reason: string, retryAfterMs?: number) =>
    new BotError("PLATFORM_UNREACHABLE", `Slack's Socket Mode can't be reached: ${reason}`, {
      retryable: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  if (!(cause instanceof Error) || cause.message === "no hello")
    return unreachable("the connection was closed");
  const outcome = readError(cause);
  if (outcome.kind === "limited")
    return unreachable("too many connections were opened", outcome.retryAfterMs);
  if (outcome.kind !== "refused") return unreachable(outcome.reason);
  return explainToken("SLACK_APP_TOKEN", outcome.code) === null
    ? unreachable(outcome.code)
    : credentialError("SLACK_APP_TOKEN", outcome.code);
}

/** Resolves when the connection has ended. */
function untilEnd(client: Client): Promise<void> {
  return new Promise((resolve) => client.once("disconnected", () => resolve()));
}

/** Closes a connection and waits for it; whatever state it is in, not forever. */
async function close(client: Client): Promise<void> {
  await Promise.race([client.disconnect(), sleep(CLOSE_MS, undefined, { ref: false })]);
}
