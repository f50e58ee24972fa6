/**
 * Which style of answer a workspace takes. Slack rolls new blocks out workspace by workspace, and says nowhere which has them: what it
 * refuses is learned from its refusal, remembered, and tried again after a day.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Json } from "../../../../core/ask.ts";
import type { Log } from "../../../../flows/bot/context.ts";
import type { Outcome } from "../../client/web-api.ts";
import type { Content } from "./blocks.ts";
import { STYLES, type Style } from "./render.ts";

/** Faults of the blocks, not of the place: a plainer style may pass. */
const STYLE_FAULTS = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "invalid_arguments",
]);
/** How long a workspace is taken to be without a style. */
const AGAIN_MS = 24 * 3_600_000;
/** An answer does not wait longer for what was remembered. */
const READ_MS = 500;

export interface StyleMemory {
  readSetting(key: string): Promise<Json | null>;
  writeSetting(key: string, value: Json): Promise<void>;
}

export interface StylesOptions {
  readonly memory: StyleMemory;
  /** Id of the workspace; null while it is not known. */
  readonly workspace: () => string | null;
  readonly log: Log;
  readonly now?: () => number;
}

export interface Styles {
  /** Makes a call in the richest style that the workspace takes, and in plainer ones while Slack finds fault with the blocks. A refused
   * call had no effect, so nothing is posted twice.
   * @returns the outcome of the last call */
  call<T>(
    render: (style: Style) => Content,
    call: (content: Content) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>>;
}

const learnedSchema = z.object({ style: z.enum(STYLES), untilMs: z.number() });

export function createStyles({ memory, workspace, log, now = Date.now }: StylesOptions): Styles {
  let learned: Promise<z.infer<typeof learnedSchema> | null> | undefined;
  const keyOf = (id: string) => `slack:style:${id}`;

  async function read(id: string) {
    const late = sleep(READ_MS, null, { ref: false });
    const stored = await Promise.race([memory.readSetting(keyOf(id)), late]).catch(() => null);
    return learnedSchema.safeParse(stored).data ?? null;
  }

  async function richest(): Promise<Style> {
    const id = workspace();
    if (id !== null) learned ??= read(id);
    const known = (await learned) ?? null;
    return known !== null && now() < known.untilMs ? known.style : STYLES[0];
  }

  async function learn(style: Style): Promise<void> {
    const known = { style, untilMs: now() + AGAIN_MS };
    learned = Promise.resolve(known);
    log.warn(
      { style },
      "Slack does not take richer answers in this workspace; they are tried again tomorrow",
    );
    const id = workspace();
    if (id === null) return;
    await memory.writeSetting(keyOf(id), known).catch((error: Error) => {
      log.warn({ reason: error.message }, "the style of answers could not be remembered");
    });
  }

  return {
    async call(render, call) {
      let style = await richest();
      let isLearnable = false;
      for (;;) {
        const content = render(style);
        const outcome = await call(content);
        const isFault = outcome.kind === "refused" && STYLE_FAULTS.has(outcome.code);
        const plainer = isFault ? plainerThan(style, content, render) : undefined;
        if (!isFault || plainer === undefined) {
          // What only the plainest style passes is a fault of this message.
          if (isLearnable && outcome.kind === "done" && style !== STYLES.at(-1)) await learn(style);
          return outcome;
        }
        log.warn(
          { code: outcome.code, style },
          "Slack refused the blocks of a message; a plainer form is tried",
        );
        // Too many characters say nothing about the next message.
        isLearnable = outcome.code !== "msg_blocks_too_long";
        style = plainer;
      }
    },
  };
}

/** The next style in which the content differs; undefined for none. */
function plainerThan(style: Style, content: Content, render: (style: Style) => Content): Style | undefined {
  const json = JSON.stringify(content);
  return STYLES.slice(STYLES.indexOf(style) + 1).find((next) => JSON.stringify(render(next)) !== json);
}
