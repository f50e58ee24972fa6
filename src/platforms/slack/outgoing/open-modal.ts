/** Opens a window before anything slow is done, since a trigger dies in three seconds, and fills it afterwards. */

import { z } from "zod";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackContext } from "../context.ts";
import { sentence } from "./blocks.ts";
import type { Listener } from "./ephemeral.ts";
import type { Modal } from "./modals.ts";

/** Slack's words for a trigger that is of no use any more. */
const SPENT_TRIGGER = new Set([
  "expired_trigger_id",
  "trigger_expired",
  "exchanged_trigger_id",
  "trigger_exchanged",
  "invalid_trigger_id",
]);

export interface Window {
  show(view: Modal): Promise<void>;
}

/** Opens a window.
 * @returns null when Slack did not open it; the person has been told to press again, where that would help */
export async function openWindow(
  context: SlackContext,
  view: Modal,
  opening: { readonly triggerId: string; readonly listener: Listener; readonly locale: string },
): Promise<Window | null> {
  const { triggerId, listener, locale } = opening;
  const outcome = await context.calls.once((client) => client.views.open({ trigger_id: triggerId, view }));
  if (outcome.kind !== "done") {
    const code = outcome.kind === "refused" ? outcome.code : outcome.kind;
    context.log.warn({ code }, "a window could not be opened");
    const words = wordsFor(locale);
    const isSpent = outcome.kind !== "refused" || SPENT_TRIGGER.has(outcome.code);
    await context.tell(listener, sentence(isSpent ? words.slack.expired : words.failures.PLATFORM_REFUSED));
    return null;
  }
  const viewId = String(outcome.value.view?.id);
  return {
    async show(next) {
      const updated = await context.calls.repeat((client) =>
        client.views.update({ view_id: viewId, view: next }),
      );
      // Closed meanwhile: then there is nobody to show it to.
      if (updated.kind !== "done")
        context.log.debug({ outcome: updated.kind }, "a window could not be filled");
    },
  };
}

const formSchema = z.object({
  askId: z.string(),
  channel: z.string(),
  thread: z.string().nullable(),
  responseUrl: z.string().nullable(),
});

/** What a form about an answer must remember until it is sent. */
export type FormMemory = z.infer<typeof formSchema>;

export const writeMemory = (memory: FormMemory): string => JSON.stringify(memory);
export const readMemory = (metadata: string): FormMemory => formSchema.parse(JSON.parse(metadata));
