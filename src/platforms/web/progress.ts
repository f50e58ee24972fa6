/**
 * What the page shows of asks that are not answered yet: words about waiting, and a text while it grows. Words that another machine
 * told are read from the store; a text grows only on the page of the process that has it written.
 */

import type { Ask, AskRecord } from "../../core/ask.ts";
import type { Bot } from "../../flows/bot.ts";
import type { Delivery } from "../../flows/ports.ts";
import { wordsFor } from "../../i18n/words.ts";

export interface Wait {
  /** A sentence on what the ask waits for; null for the usual one. */
  readonly sentence: string | null;
  /** What the model has written so far; null before it began. */
  readonly draft: string | null;
}

export interface ProgressOptions {
  readonly bot: Pick<Bot, "watch" | "recent">;
  /** Called when an ask of any platform changed. */
  readonly onChange: (askId: string | null) => void;
  /** Called when there is news of an unanswered ask of this page. */
  readonly onProgress: (askId: string) => void;
  /** Whether any page listens. */
  readonly isWatched: () => boolean;
}

export interface PageProgress {
  find(record: AskRecord): Wait;
  deliver(delivery: Delivery): Promise<void>;
  grow(ask: Ask, text: string): void;
  start(): void;
  stop(): void;
}

/** A text that grows is shown at most this often. */
const GROW_EVERY_MS = 200;
/** How often words from other machines are looked for, while something waits and somebody looks. */
const LOOK_EVERY_MS = 2_000;
/** As many asks as a page shows. */
const MAX_LOOKED_AT = 40;

export function createProgress({ bot, onChange, onProgress, isWatched }: ProgressOptions): PageProgress {
  const drafts = new Map<string, string>();
  /** Texts that grew and are about to be told. */
  const growing = new Set<string>();
  /** The sentence that each ask's page was told last. */
  const told = new Map<string, string>();
  let mayWait = false;
  let stop = () => {};

  function tellSentence(askId: string, sentence: string): void {
    if (told.get(askId) === sentence) return;
    told.set(askId, sentence);
    onProgress(askId);
  }

  async function look(): Promise<void> {
    if (!mayWait || !isWatched()) return;
    const records = await bot.recent({ platform: "web", channel: "web", limit: MAX_LOOKED_AT });
    const waiting = records.filter(({ answer, failure }) => answer === null && failure === null);
    mayWait = waiting.length > 0;
    for (const record of waiting) {
      const sentence = readSentence(record);
      if (sentence !== null) tellSentence(record.ask.id, sentence);
    }
  }

  return {
    find(record) {
      return { sentence: readSentence(record), draft: drafts.get(record.ask.id) ?? null };
    },
    async deliver({ ask, reply, receipt, keep }) {
      // The page shows what the store tells; only words about waiting stand nowhere else.
      const [first] = reply.blocks;
      if (reply.state !== "waiting" || first?.kind !== "text") return;
      // An attempt that failed left what it had written.
      drafts.delete(ask.id);
      const isKept = receipt !== null && sentenceIn(receipt) === first.text;
      const isUsual = receipt === null && first.text === wordsFor(reply.locale).reply.waiting;
      if (!isKept && !isUsual) await keep({ sentence: first.text });
      tellSentence(ask.id, first.text);
    },
    grow({ id }, text) {
      drafts.set(id, text);
      if (growing.has(id)) return;
      growing.add(id);
      setTimeout(() => {
        growing.delete(id);
        if (drafts.has(id)) onProgress(id);
      }, GROW_EVERY_MS).unref();
    },
    start() {
      const stopWatching = bot.watch(({ platform, askId }) => {
        if (platform !== "web") return;
        mayWait = true;
        // It came, was answered, or is gone: whatever was told of its waiting is over.
        if (askId !== null) {
          drafts.delete(askId);
          told.delete(askId);
        }
        onChange(askId);
      });
      const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
      stop = () => {
        stopWatching();
        clearInterval(timer);
      };
    },
    stop: () => stop(),
  };
}

function readSentence({ receipt }: AskRecord): string | null {
  return receipt === null ? null : sentenceIn(receipt);
}

function sentenceIn(receipt: NonNullable<AskRecord["receipt"]>): string | null {
  const { sentence } = receipt as { readonly sentence?: unknown };
  return typeof sentence === "string" ? sentence : null;
}
