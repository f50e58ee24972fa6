/** Shows to the person who acted what an intent led to, within Discord's three seconds. */

import { refusalNotice } from "../../../core/views/notices.ts";
import type { Log } from "../../../flows/context.ts";
import type { Accepted, Outcome } from "../../../flows/outcome.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { acknowledgeInTime } from "../../shared/acknowledge.ts";
import { renderForm } from "../outgoing/form.ts";
import { renderPrivate } from "../outgoing/private.ts";
import type { Responder } from "../outgoing/respond.ts";
import type { Handle } from "./interaction.ts";

/** Discord gives three seconds; the rest is the way there and back. */
export const ACKNOWLEDGE_MS = 2_000;

export interface ShowTools {
  readonly responder: Responder;
  readonly log: Log;
}

interface ShowOptions {
  readonly work: Promise<Outcome>;
  /** Whether Discord is asked to wait for the asker alone. */
  readonly isPrivate: boolean;
  /** Responds to an ask that was stored. */
  readonly onAccepted?: (accepted: Accepted) => Promise<void>;
  /** Called once Discord was asked to wait. */
  readonly onLate?: () => void;
}

/** Shows an outcome: in the first response where it is there in time, else in its place. */
export async function show(
  { responder, log }: ShowTools,
  interaction: Handle,
  { work, isPrivate, onAccepted, onLate }: ShowOptions,
): Promise<void> {
  const { locale } = interaction;
  await acknowledgeInTime<Outcome>({
    title: "Discord",
    work,
    limitMs: ACKNOWLEDGE_MS,
    async acknowledge(outcome) {
      if (outcome === "late") {
        await responder.defer(interaction, isPrivate);
        onLate?.();
      } else if (outcome?.kind === "accepted") await onAccepted?.(outcome);
      else if (outcome?.kind === "form")
        await responder.form(interaction, renderForm(outcome, outcome.askId));
      else if (outcome) await responder.message(interaction, renderPrivate(outcome, locale), true);
    },
    async showLate(outcome) {
      if (outcome.kind === "accepted") return;
      // A form is a first response or none.
      const view = outcome.kind === "form" ? refusalNotice("late", wordsFor(locale).discord.late) : outcome;
      await responder.late(interaction, renderPrivate(view, locale), isPrivate);
    },
    locale: () => locale,
    log,
  });
}
