/**
 * The delivery engine: makes a platform show the present state of an ask, each message once, whatever breaks. It writes down what it is about
 * to post, looks up a post whose outcome is unknown, edits what is posted already, and tries the next way where one is refused.
 * It may run again at any point: it reads the delivery record and does what is missing.
 */

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../../core/ask.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import type { MessageView } from "../../core/views/view.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Delivery } from "../../flows/ports/platform.ts";
import {
  CLOSED,
  type DeliveryPrimitives,
  type Poster,
  type Showing,
  type Target,
  type Way,
} from "../port.ts";
import { type DeliveryRecord, type MessageRef, readDeliveryRecord, toJson } from "./delivery-record.ts";

/** Why an answer is shown to the asker alone: whether it was posted is unknown. */
const UNKNOWN_OUTCOME = "unknown-fate";

export interface DeliveryOptions {
  readonly primitives: DeliveryPrimitives;
  readonly log: Log;
  /** How long a post that was not confirmed gets to appear where it is looked up, in milliseconds. Default 0. */
  readonly settleMs?: number;
}

/** @returns what a platform gives as `deliver`
 * @throws {BotError} PLATFORM_*, INTERNAL (from the returned function) */
export function createDelivery(options: DeliveryOptions): (delivery: Delivery) => Promise<void> {
  return async (delivery) => {
    const work = new Work(options, delivery);
    await work.readAcknowledgement();
    if (delivery.message.state === "waiting") await work.showWaiting();
    else await work.showAnswer();
  };
}

/** A place that won't take the message. */
class Refused extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`refused: ${reason}`);
    this.reason = reason;
  }
}

/** One delivery at work. */
class Work implements Showing {
  readonly ask;
  readonly message;
  readonly explanation;
  readonly waiting;
  readonly isPatient: boolean;
  record: DeliveryRecord;
  readonly #keep: (record: Json) => Promise<void>;
  readonly #primitives: DeliveryPrimitives;
  readonly #log: Log;
  readonly #settleMs: number;

  constructor({ primitives, log, settleMs = 0 }: DeliveryOptions, delivery: Delivery) {
    this.ask = delivery.ask;
    this.message = delivery.message;
    this.explanation = delivery.explanation ?? null;
    this.waiting = delivery.waiting;
    this.isPatient = delivery.message.state !== "waiting";
    this.record = readDeliveryRecord(delivery.deliveryRecord, delivery.ask);
    this.#keep = delivery.keep;
    this.#primitives = primitives;
    this.#log = log;
    this.#settleMs = settleMs;
  }

  async readAcknowledgement(): Promise<void> {
    const { acknowledgedRoot, root } = this.#primitives;
    if (!acknowledgedRoot || this.record.root !== null || root(this.ask) === null) return;
    const known = await acknowledgedRoot(this.ask);
    if (known) await this.#note({ root: known });
  }

  /** Progress is worth a try, not a retry: the answer brings whatever is missing. */
  async showWaiting(): Promise<void> {
    if (this.record.way !== null) return;
    try {
      await this.#tryWaiting();
    } catch (error) {
      const isPassing = error instanceof Refused || (error instanceof BotError && error.retryable);
      if (!isPassing) throw error;
      this.#log.debug({ askId: this.ask.id, reason: error.message }, "progress could not be shown");
    }
  }

  async #tryWaiting(): Promise<void> {
    const { showProgress, root, ways } = this.#primitives;
    if (showProgress) {
      const shown = await showProgress(this);
      if (shown) await this.#note({ root: shown, isWaiting: true });
      return;
    }
    const [way] = ways(this.ask);
    if (!way?.isInThread) return;
    // At first only the root message is shown. A longer wait gets a message of its own, which the answer replaces.
    if (this.waiting === null && this.record.answer === null) {
      if (root(this.ask)) await this.#ensureRoot();
      return;
    }
    await this.#postOrEdit(way);
  }

  async showAnswer(): Promise<void> {
    const shown = fingerprint(this.message);
    if (this.record.shown === shown) return;
    const wasUnknown = this.record.isUnknown;
    const ways = this.#primitives.ways(this.ask);
    let at = Math.max(
      0,
      ways.findIndex(({ name }) => name === this.record.way),
    );
    for (;;) {
      const way = ways[at] as Way;
      try {
        if (way.isOpen?.(this) === false) throw new Refused(CLOSED);
        await this.#postOrEdit(way, shown);
        break;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const next = ways[++at];
        if (!next)
          throw new BotError(
            "PLATFORM_REFUSED",
            `${this.#primitives.title} takes the answer nowhere: ${error.reason}`,
          );
        await this.#goOn(way, next, error.reason);
      }
    }
    if (this.record.shown !== shown || this.record.posting !== null)
      await this.#note({ shown, posting: null });
    await this.#tidy();
    if (this.record.isUnknown && !wasUnknown) throw unknownOutcome(this.#primitives.title);
  }

  /** Notes that a way is of no use, and why. */
  async #goOn(way: Way, next: Way, reason: string): Promise<void> {
    if (reason !== CLOSED)
      this.#log.warn({ askId: this.ask.id, way: way.name, reason }, "an answer could not be shown as usual");
    await this.#note({
      way: next.name,
      reason: this.record.reason ?? (reason === CLOSED ? null : reason),
      answer: null,
      posting: null,
      posts: 0,
      isUnknown: this.record.isUnknown || reason === UNKNOWN_OUTCOME,
    });
  }

  /** @param shown the fingerprint to keep together with a post that can't be looked up */
  async #postOrEdit(way: Way, shown?: string): Promise<void> {
    const { answer } = this.record;
    if (answer !== null && way.edit) {
      const outcome = await way.edit(this, answer);
      if (outcome.kind === "edited") return;
      // What was shown once needs no other place; what never was is still owed to the asker.
      if (this.record.shown !== null || !this.isPatient)
        throw new BotError(
          "PLATFORM_REFUSED",
          `${this.#primitives.title} takes no change of a message: ${outcome.reason}`,
        );
      throw new Refused(outcome.reason);
    }
    const thread = way.isInThread ? await this.#ensureThread() : null;
    const posted = await this.#postOnce(way, { part: "answer", thread }, shown);
    if (posted.message && posted.isFound && this.isPatient && way.edit) {
      // It may be the progress that was in its place, or an older answer.
      await this.#note({ answer: posted.message, posting: null, posts: this.record.posts + 1 });
      return this.#postOrEdit(way, shown);
    }
    await this.#note({
      ...(posted.message ? { answer: posted.message } : {}),
      ...(shown === undefined ? {} : { shown }),
      posting: null,
      posts: this.record.posts + 1,
    });
  }

  async #ensureRoot(): Promise<MessageRef | null> {
    if (this.record.root !== null) return this.record.root;
    const poster = this.#primitives.root(this.ask);
    if (poster === null) return null;
    const { message } = await this.#postOnce(poster, { part: "root", thread: null });
    await this.#note({ root: message, posting: null });
    return message;
  }

  async #ensureThread(): Promise<string> {
    if (this.record.thread !== null) return this.record.thread;
    const root = await this.#ensureRoot();
    const opened = await this.#primitives.openThread(this, root);
    if (opened.kind === "refused") throw new Refused(opened.reason);
    if (opened.kind === "opened") await this.#note({ thread: opened.thread });
    return opened.thread;
  }

  /** Posts a message once: it is written down before, and looked up where an earlier try may have arrived. */
  async #postOnce(
    poster: Poster,
    target: Target,
    shown?: string,
  ): Promise<{ message: MessageRef | null; isFound: boolean }> {
    const earlier = this.record.posting?.part === target.part ? this.record.posting : null;
    if (earlier !== null && Date.now() - earlier.atMs >= poster.idempotentMs) {
      const found = await this.#lookUp(poster, target, earlier.atMs, shown);
      if (found) return { message: found, isFound: true };
    }
    const atMs = earlier?.atMs ?? Date.now();
    const isAgain = earlier !== null && Date.now() - atMs < poster.idempotentMs;
    const begunMs = isAgain ? atMs : Date.now();
    await this.#note({ posting: { part: target.part, atMs: begunMs } });
    const outcome = await this.#post(poster, target);
    if (outcome.kind === "posted") return { message: outcome.message, isFound: false };
    if (outcome.kind === "refused") {
      await this.#note({ posting: null });
      throw new Refused(outcome.reason);
    }
    // The next try posts it again under the same key, or looks it up.
    const { title } = this.#primitives;
    const isRepeatable = poster.idempotentMs > 0 || !this.isPatient;
    if (!isRepeatable) {
      const found = await this.#lookUp(poster, target, begunMs, shown);
      if (found) return { message: found, isFound: true };
      await this.#note({ posting: null });
    }
    throw new BotError("PLATFORM_UNREACHABLE", `${title} did not say whether a message was posted`, {
      retryable: true,
    });
  }

  /** A BotError says that nothing was posted: then nothing needs to be looked up. After any other fault it may have been. */
  async #post(poster: Poster, target: Target) {
    try {
      return await poster.post(this, target);
    } catch (error) {
      if (error instanceof BotError && poster.idempotentMs === 0) await this.#note({ posting: null });
      throw error;
    }
  }

  async #lookUp(
    poster: Poster,
    target: Target,
    sinceMs: number,
    shown: string | undefined,
  ): Promise<MessageRef | null> {
    if (!poster.find) {
      // Nothing can be looked up: twice would be worse than perhaps once.
      await this.#note({ posting: null, isUnknown: true, ...(shown === undefined ? {} : { shown }) });
      throw unknownOutcome(this.#primitives.title);
    }
    await sleep(Math.max(0, sinceMs + this.#settleMs - Date.now()));
    const found = await poster.find(this, target, sinceMs);
    if (found === "unreadable") throw new Refused(UNKNOWN_OUTCOME);
    return found;
  }

  /** What only tidies up is no reason to show an answer again. */
  async #tidy(): Promise<void> {
    try {
      await this.#primitives.afterAnswer?.(this);
    } catch (cause) {
      this.#log.debug({ askId: this.ask.id, reason: toBotError(cause).message }, "progress is still shown");
    }
  }

  async #note(changes: Partial<DeliveryRecord>): Promise<void> {
    this.record = { ...this.record, ...changes };
    await this.#keep(toJson(this.record));
  }
}

function unknownOutcome(title: string): BotError {
  return new BotError(
    "PLATFORM_UNKNOWN_FATE",
    `${title} did not say whether an answer was posted, and it can't be looked up`,
  );
}

/** The same message has the same fingerprint. */
function fingerprint(message: MessageView): string {
  return createHash("sha256").update(JSON.stringify(message)).digest("base64url").slice(0, 16);
}
