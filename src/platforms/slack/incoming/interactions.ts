/** Presses on buttons and sent forms: what people do with answers in Slack. */

import type { App, BlockAction, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import { contestWords } from "../../../core/views/review/contest-words.ts";
import { PRESS_NAMES, type Press, type PressName } from "../../../core/views/view.ts";
import { type Actor, intentOfForm, intentOfPress } from "../../../flows/bot/intents.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { explainFailure } from "../../shared/acknowledge.ts";
import type { SlackContext } from "../context.ts";
import { publishHome } from "../outgoing/home.ts";
import { openModal, type Recipient, showNotice } from "../outgoing/posts/private.ts";
import { FORM_IDS, readForm, renderModal, waitModal } from "../outgoing/views/modals.ts";
import { acknowledged, act, LOOKUP_MS, toNotice } from "./act.ts";
import { openThreadOf } from "./message.ts";

export function takeInteractions(app: App, context: SlackContext): void {
  takePresses(app, context);
  takeForms(app, context);
}

/** Ids of all buttons: those of 0.1 about a person's data had "privacy-" in them. */
const BUTTON = /^fewshot-(?:privacy-)?([a-z-]+)$/;

/** @returns null for what is no button of ours */
function readPress(actionId: string, value: string): Press | null {
  const [askId = "", rest = ""] = value.split(":");
  const id = BUTTON.exec(actionId)?.[1] ?? "";
  // Feedback buttons have one id; their value says which side was pressed.
  if (id === "rate") return { name: rest === "right" ? "right" : "wrong", askId, rest: "" };
  // Slack asks "are you sure" itself, before it sends the press.
  const name = id === "opt-out" || id === "erase" ? `${id}-now` : id;
  return (PRESS_NAMES as readonly string[]).includes(name) ? { name: name as PressName, askId, rest } : null;
}

/** A press as it is handled: what, by whom, where. */
interface Pressed {
  readonly press: Press;
  readonly actor: Actor;
  readonly to: Recipient;
  readonly triggerId: string;
  /** Whether the button is in the App Home. */
  readonly isHome: boolean;
  readonly isInModal: boolean;
}

function takePresses(app: App, context: SlackContext): void {
  app.action<BlockAction>(BUTTON, async ({ ack, body }) => {
    // What a press does is no part of its acknowledgement, and a modal can't wait for it.
    const acked = ack().catch((error: Error) =>
      context.log.warn({ reason: error.message }, "an acknowledgement could not be sent"),
    );
    const pressed = await describePress(context, body);
    if (pressed)
      await handlePress(context, pressed).catch(async (cause: unknown) => {
        await showNotice(context, pressed.to, explainFailure(cause, pressed.actor.locale, context.log));
      });
    await acked;
  });
}

async function describePress(context: SlackContext, body: BlockAction): Promise<Pressed | null> {
  const { actions, channel, container, user, view, trigger_id: triggerId } = body;
  const [action] = actions;
  const press = action && "value" in action && readPress(action.action_id, String(action.value));
  if (!press) return null;
  const isInModal = view?.type === "modal";
  const opened = isInModal ? placeSchema.safeParse(parseOrNull(view.private_metadata)).data : undefined;
  const channelId = String(channel?.id ?? container?.channel_id ?? opened?.channel ?? "");
  const known = await context.people.find(user.id, { guess: user.username, timeoutMs: LOOKUP_MS });
  const person = context.person(user.id, known.name);
  return {
    press,
    actor: {
      interactionId: `press:${triggerId}`,
      person,
      channel: channelId,
      locale: known.locale,
      standing: context.standing(user.id),
    },
    to: {
      user: user.id,
      channel: channelId,
      // An ephemeral message has no thread that could be answered in.
      thread: opened ? opened.thread : container?.is_ephemeral ? null : openThreadOf(container ?? {}),
      responseUrl: body.response_url ?? opened?.responseUrl ?? null,
    },
    triggerId,
    isHome: view?.type === "home",
    isInModal,
  };
}

/** Presses that are answered in a modal. */
const IN_MODAL = new Set<PressName>([
  "wrong",
  "override",
  "why",
  "draft-settings",
  "review-label",
  "review-change",
  "groups",
  "contest",
  "contest-label",
]);

async function handlePress(context: SlackContext, pressed: Pressed): Promise<void> {
  const { press, actor, to, triggerId } = pressed;
  const { locale } = actor;
  const intent = intentOfPress(press);
  if (!IN_MODAL.has(press.name)) {
    const shown = await toNotice(context, await context.bot.handle(intent, actor), actor);
    if (pressed.isHome) await publishHome(context, actor, shown);
    // The next review takes the place of the one that was decided.
    else if (shown) await showNotice(context, to, shown, { replaces: /^(review|contest)-/.test(press.name) });
    return;
  }
  const title = modalTitle(press.name, locale);
  const modal = await openModal(context, waitModal(title, locale), {
    ...{ triggerId, to, locale, from: "button" as const },
    isOnModal: pressed.isInModal,
  });
  // A rating counts without its form.
  if (!modal && press.name !== "wrong") return;
  const { channel, thread, responseUrl } = to;
  const about = (askId: string) => JSON.stringify({ askId, channel, thread, responseUrl });
  const metadata = about(press.askId);
  try {
    const outcome = await context.bot.handle(intent, actor);
    if (outcome.kind === "form" || outcome.kind === "explanation" || outcome.kind === "notice")
      await modal?.show(
        renderModal(outcome, {
          ...{ title, locale },
          metadata: outcome.kind === "form" ? about(outcome.askId) : metadata,
        }),
      );
  } catch (cause) {
    const failure = explainFailure(cause, locale, context.log);
    if (modal) await modal.show(renderModal(failure, { title, metadata, locale }));
    else await showNotice(context, to, failure);
  }
}

function modalTitle(name: PressName, locale: string): string {
  const { actions, versions, review, privacy } = wordsFor(locale);
  if (name === "groups") return privacy.groups;
  if (name === "draft-settings") return versions.settingsTitle;
  if (name === "contest") return contestWords(locale).contest;
  return name === "review-label" || name === "review-change" || name === "contest-label"
    ? review.chooseLabel
    : actions[name as "wrong" | "override" | "why"];
}

/** What a form about an answer or a command keeps until it is sent. */
const placeSchema = z.object({
  channel: z.string(),
  thread: z.string().nullable(),
  responseUrl: z.string().nullable(),
});
const formSchema = placeSchema.extend({ askId: z.string() });

function parseOrNull(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

function takeForms(app: App, context: SlackContext): void {
  for (const form of [
    "override",
    "reason",
    "command",
    "command-settings",
    "review-label",
    "groups",
    "contest",
    "contest-label",
  ] as const)
    app.view<ViewSubmitAction>(FORM_IDS[form], async ({ ack, body }) => {
      const { user, view } = body;
      const { askId, ...place } = formSchema.parse(JSON.parse(view.private_metadata));
      // A form is sent once: its own id makes a repeated sending one.
      await act(
        context,
        { name: user.name, interactionId: `view:${view.id}` },
        {
          to: { user: user.id, ...place },
          replaces: form === "review-label" || form === "contest-label",
          async work(actor) {
            const intent = intentOfForm(form, askId, readForm(view.state));
            const shown = await toNotice(context, await context.bot.handle(intent, actor), actor);
            if (place.channel !== "" || shown?.field) return shown;
            // It was opened in the App Home, which has no channel.
            await publishHome(context, actor, shown);
            return null;
          },
          async acknowledge(shown) {
            if (!shown?.field) return acknowledged(ack());
            await ack({
              response_action: "errors",
              errors: shown.fieldTexts ?? { [shown.field]: shown.text },
            });
            return true;
          },
        },
      );
    });
}
