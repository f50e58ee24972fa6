/** Shows to the person who acted what an intent led to, within Discord's three seconds. */

import { BotError } from "../../../core/errors.ts";
import { refusalNotice } from "../../../core/views/notices.ts";
import type { ExplanationView, FileView, NoticeView } from "../../../core/views/view.ts";
import type { Log } from "../../../flows/bot/context.ts";
import type { Accepted, Outcome } from "../../../flows/bot/outcome.ts";
import { acknowledgeInTime, explainFailure } from "../../shared/acknowledge.ts";
import { readParts } from "../../shared/file-parts.ts";
import { type PrivateMessage, renderFile, renderPrivate } from "../outgoing/posts/private.ts";
import type { Responder } from "../outgoing/posts/respond.ts";
import { renderForm } from "../outgoing/views/form.ts";
import { discordWords } from "../words.ts";
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
  /** What was used, and has to be used again where a form comes too late. */
  readonly from: "button" | "command";
  /** Responds to an ask that was stored. */
  readonly onAccepted?: (accepted: Accepted) => Promise<void>;
  /** Called once Discord was asked to wait. */
  readonly onLate?: () => void;
}

/** Shows an outcome: in the first response where it is there in time, else in its place. */
export async function show(
  { responder, log }: ShowTools,
  interaction: Handle,
  { work, isPrivate, from, onAccepted, onLate }: ShowOptions,
): Promise<void> {
  const { locale } = interaction;
  const messageOf = (view: NoticeView | ExplanationView | ReadFile) =>
    view.kind === "part" ? view.message : renderPrivate(view, locale);
  const readable = work.then(async (outcome) => (outcome.kind === "file" ? readFile(outcome) : outcome));
  await acknowledgeInTime<Exclude<Outcome, FileView> | ReadFile>({
    title: "Discord",
    work: readable,
    limitMs: ACKNOWLEDGE_MS,
    async acknowledge(outcome) {
      if (outcome === "late") {
        await responder.defer(interaction, isPrivate);
        onLate?.();
      } else if (outcome?.kind === "accepted") await onAccepted?.(outcome);
      else if (outcome?.kind === "form")
        await responder.form(interaction, renderForm(outcome, outcome.askId));
      else if (outcome) await responder.message(interaction, messageOf(outcome), !isShared(outcome));
    },
    async showLate(outcome) {
      if (outcome.kind === "accepted") return;
      // A form is a first response or none.
      const view = outcome.kind === "form" ? refusalNotice("late", discordWords(locale).late[from]) : outcome;
      // What is shared takes the place that waits, whoever sees it.
      await responder.late(interaction, messageOf(view), isPrivate || isShared(view));
    },
    locale: () => locale,
    log,
  });
  const shown = await readable.catch(() => null);
  if (shown?.kind === "part") await showRest({ responder, log }, interaction, shown.rest);
}

const isShared = (view: Outcome | ReadFile) => view.kind === "notice" && view.about === "shared";

/** The further parts of a large file, one after the other. */
async function showRest(
  { responder, log }: ShowTools,
  interaction: Handle,
  rest: AsyncIterable<PrivateMessage>,
): Promise<void> {
  try {
    for await (const message of rest) await responder.more(interaction, message);
  } catch (cause) {
    const { locale } = interaction;
    await responder.more(interaction, renderPrivate(explainFailure(cause, locale, log), locale));
  }
}

/** A file with its first part read, which the first response needs. */
interface ReadFile {
  readonly kind: "part";
  readonly message: PrivateMessage;
  readonly rest: AsyncIterable<PrivateMessage>;
}

async function readFile(file: FileView): Promise<ReadFile> {
  const messages = messagesOf(file);
  const first = await messages.next();
  if (first.done) throw new BotError("INTERNAL", "a file has no part");
  return { kind: "part", message: first.value, rest: messages };
}

async function* messagesOf(file: FileView): AsyncGenerator<PrivateMessage> {
  for await (const part of readParts(file)) yield renderFile(file.note, part);
}
