/**
 * What the page shows of asks that are not answered yet: what they wait for, and a text while it grows. What an ask waits for is kept in
 * its delivery record, so that every process can show it; a text grows only on the page of the process in which it is written.
 */

import type { Ask, AskRecord } from "../../../core/ask.ts";
import type { Waiting } from "../../../core/views/view.ts";
import type { Bot } from "../../../flows/bot/bot.ts";
import type { Delivery } from "../../../flows/ports/platform.ts";
import { readDeliveryRecord, toJson } from "../../shared/delivery-record.ts";

export interface ProgressOptions {
  readonly bot: Pick<Bot, "watch" | "recent">;
  /** Called when an ask of this page changed; with null when many did. */
  readonly onChange: (askId: string | null) => void;
  /** Called when there is news of an unanswered ask of this page. */
  readonly onProgress: (askId: string) => void;
  /** Whether any page listens. */
  readonly isWatched: () => boolean;
}

export interface PageProgress {
  find(record: AskRecord): { readonly waiting: Waiting | null; readonly draft: string | null };
  deliver(delivery: Delivery): Promise<void>;
  grow(ask: Ask, text: string): void;
  start(): void;
  stop(): void;
}

/** A text that grows is shown at most this often. */
const GROW_EVERY_MS = 200;
/** How often what asks wait for is read from the store, while one waits and somebody watches. */
const READ_EVERY_MS = 2_000;
/** As many asks as a page shows. */
const MAX_READ = 40;

export function createProgress({ bot, onChange, onProgress, isWatched }: ProgressOptions): PageProgress {
  const drafts = new Map<string, string>();
  /** Texts that grew and are about to be shown. */
  const growing = new Set<string>();
  /** What each ask waited for when it was last sent to pages, as JSON. */
  const shown = new Map<string, string>();
  let mayWait = false;
  let stop = () => {};

  function showWaiting(askId: string, waiting: Waiting | null): void {
    const text = JSON.stringify(waiting);
    if (waiting === null || shown.get(askId) === text) return;
    shown.set(askId, text);
    onProgress(askId);
  }

  async function readWaiting(): Promise<void> {
    if (!mayWait || !isWatched()) return;
    const records = await bot.recent({ platform: "web", channel: "web", limit: MAX_READ });
    const unanswered = records.filter(({ answer, failure }) => answer === null && failure === null);
    mayWait = unanswered.length > 0;
    for (const record of unanswered) showWaiting(record.ask.id, waitingOf(record));
  }

  return {
    find: (record) => ({ waiting: waitingOf(record), draft: drafts.get(record.ask.id) ?? null }),
    // The page posts nothing: it shows what the store holds. Only what an unanswered ask waits for is kept nowhere else.
    async deliver({ ask, message, waiting, deliveryRecord, keep }) {
      if (message.state !== "waiting") return;
      // An attempt that failed left what it had written.
      drafts.delete(ask.id);
      const record = readDeliveryRecord(deliveryRecord, ask);
      if (JSON.stringify(record.waiting) !== JSON.stringify(waiting))
        await keep(toJson({ ...record, waiting }));
      showWaiting(ask.id, waiting);
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
        // It is new, answered or gone: what was known of its waiting is over.
        if (askId !== null) {
          drafts.delete(askId);
          shown.delete(askId);
        } else {
          // Any may be gone. A text that still grows is here again with its next word.
          drafts.clear();
          shown.clear();
        }
        onChange(askId);
      });
      const timer = setInterval(() => void readWaiting().catch(() => {}), READ_EVERY_MS);
      stop = () => {
        stopWatching();
        clearInterval(timer);
      };
    },
    stop: () => stop(),
  };
}

/** What an ask waits for. A record that can't be read says nothing: that is no reason not to show the ask. */
function waitingOf({ ask, deliveryRecord }: AskRecord): Waiting | null {
  try {
    return readDeliveryRecord(deliveryRecord, ask).waiting;
  } catch {
    return null;
  }
}
