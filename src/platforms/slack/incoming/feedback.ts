/** What people do with an answer: right, wrong, override, withdraw, why. Anybody who sees it may; the bot checks workspace and channel. */

import type { App, BlockAction, ViewSubmitAction } from "@slack/bolt";
import { toBotError } from "../../../core/errors.ts";
import type { Done, Press, Refused } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackContext } from "../context.ts";
import { sentence } from "../outgoing/blocks.ts";
import { acknowledgeInTime, type Listener } from "../outgoing/ephemeral.ts";
import {
  FIELDS,
  FORMS,
  overrideView,
  reasonView,
  sentenceView,
  waitView,
  whyView,
} from "../outgoing/modals.ts";
import { openWindow, readMemory, writeMemory } from "../outgoing/open-modal.ts";
import { ACTIONS } from "../outgoing/render.ts";
import { openThreadOf } from "./message.ts";

/** A press as it is handled: whose, on what, where. */
interface Pressed {
  readonly press: Press;
  readonly listener: Listener;
  /** What the value holds behind the ask's id. */
  readonly rest: string;
  readonly triggerId: string;
  readonly locale: string;
}

/** The trigger lives three seconds: a name and a language must not use them up. */
const LOOKUP_MS = 300;

export function takeFeedback(app: App, context: SlackContext): void {
  const on = (id: string, handle: (pressed: Pressed) => Promise<void>) =>
    app.action<BlockAction>(id, async ({ ack, body }) => {
      // What a press does is no part of its acknowledgement, and a window can't wait for it.
      const acked = ack().catch((error: Error) =>
        context.log.warn({ reason: error.message }, "an acknowledgement could not be sent"),
      );
      const pressed = await readPress(context, body);
      if (pressed) await handle(pressed).catch((cause: unknown) => tellFailure(context, pressed, cause));
      await acked;
    });
  const say = async ({ listener }: Pressed, outcome: Done | Refused) =>
    context.tell(listener, sentence(outcome.text));
  const right = async (pressed: Pressed) =>
    say(pressed, await context.bot.rate({ ...pressed.press, value: "right", reason: null }));

  on(ACTIONS.right, right);
  on(ACTIONS.wrong, (pressed) => askReason(context, pressed));
  on(ACTIONS.rate, (pressed) => (pressed.rest === "right" ? right(pressed) : askReason(context, pressed)));
  on(ACTIONS.override, (pressed) => openOverride(context, pressed));
  on(ACTIONS.why, (pressed) => showWhy(context, pressed));
  on(ACTIONS.withdraw, async (pressed) =>
    say(pressed, await context.bot.withdraw({ ...pressed.press, overrideId: pressed.rest })),
  );
  on(ACTIONS["opt-out"], async (pressed) =>
    say(pressed, await context.bot.privacy.optOut(pressed.press.person, pressed.locale)),
  );
  takeForms(app, context);
}

/** Whoever pressed hears that it failed; the log says why. */
async function tellFailure(
  context: SlackContext,
  { listener, locale }: Pressed,
  cause: unknown,
): Promise<void> {
  const error = toBotError(cause);
  context.log.error({ code: error.code, reason: error.message }, "a press on a button failed");
  await context.tell(listener, sentence(wordsFor(locale).failures[error.code]));
}

async function readPress(context: SlackContext, body: BlockAction): Promise<Pressed | null> {
  const [action] = body.actions;
  const value = action && "value" in action ? action.value : undefined;
  const channel = body.channel?.id ?? body.container.channel_id;
  if (typeof value !== "string" || typeof channel !== "string") return null;
  const [askId = "", rest = ""] = value.split(":");
  const { user } = body;
  const known = await context.people.look(user.id, { guess: user.username, timeoutMs: LOOKUP_MS });
  const { container } = body;
  // An ephemeral message has no thread that could be answered in.
  const thread = container.is_ephemeral ? null : openThreadOf(container);
  return {
    press: {
      interactionId: `press:${body.trigger_id}`,
      askId,
      person: context.person(user.id, known.name),
      channel,
      locale: known.locale,
    },
    listener: { user: user.id, channel, thread, responseUrl: body.response_url ?? null },
    rest,
    triggerId: body.trigger_id,
    locale: known.locale,
  };
}

function memoryOf({ press, listener }: Pressed): string {
  const { askId, channel } = press;
  return writeMemory({ askId, channel, thread: listener.thread, responseUrl: listener.responseUrl });
}

/** The rating counts at once; the reason may follow. */
async function askReason(context: SlackContext, pressed: Pressed): Promise<void> {
  const { locale, press } = pressed;
  const window = await openWindow(context, reasonView(memoryOf(pressed), locale), pressed);
  const outcome = await context.bot.rate({ ...press, value: "wrong", reason: null });
  if (outcome.kind === "refused")
    await window?.show(sentenceView(wordsFor(locale).actions.wrong, outcome.text, locale));
}

async function openOverride(context: SlackContext, pressed: Pressed): Promise<void> {
  const { locale, press } = pressed;
  const title = wordsFor(locale).actions.override;
  const window = await openWindow(context, waitView(title, locale), pressed);
  if (!window) return;
  const offered = await context.bot.overrideForm(press);
  const isRefused = offered.kind === "refused";
  await window.show(
    isRefused ? sentenceView(title, offered.text, locale) : overrideView(offered, memoryOf(pressed), locale),
  );
}

async function showWhy(context: SlackContext, pressed: Pressed): Promise<void> {
  const { locale, press } = pressed;
  const title = wordsFor(locale).actions.why;
  const window = await openWindow(context, waitView(title, locale), pressed);
  if (!window) return;
  const explained = await context.bot.explain(press);
  const isRefused = explained.kind === "refused";
  await window.show(isRefused ? sentenceView(title, explained.text, locale) : whyView(explained, locale));
}

function takeForms(app: App, context: SlackContext): void {
  const on = (id: string, handle: (sent: Sent) => Promise<Done | Refused>) =>
    app.view<ViewSubmitAction>(id, async ({ ack, body }) => {
      const sent = await readSent(context, body);
      let outcome: Done | Refused | null = null;
      const work = handle(sent).then((result) => {
        outcome = result;
        return sentence(result.text);
      });
      await acknowledgeInTime({
        work,
        acknowledge: async (content) => {
          if (outcome?.kind === "refused" && outcome.reason === "not-a-label")
            return ack({ response_action: "errors", errors: { [FIELDS.value]: outcome.text } });
          await ack();
          if (content) await context.tell(sent.listener, content);
        },
        late: (content) => context.tell(sent.listener, content),
        locale: () => sent.press.locale,
        log: context.log,
      });
    });
  on(FORMS.override, ({ press, read }) => {
    const { value, selected_option: option } = read(FIELDS.value) ?? {};
    const mayReuse = (read(FIELDS.consent)?.selected_options?.length ?? 0) > 0;
    const reason = read(FIELDS.reason)?.value ?? null;
    return context.bot.override({ ...press, value: option?.value ?? value ?? "", reason, mayReuse });
  });
  on(FORMS.reason, ({ press, read }) =>
    context.bot.rate({ ...press, value: "wrong", reason: read(FIELDS.reason)?.value ?? null }),
  );
}

interface Sent {
  readonly press: Press;
  readonly listener: Listener;
  /** What a field holds. */
  readonly read: (field: string) => Field | undefined;
}

type Field = ViewSubmitAction["view"]["state"]["values"][string][string];

async function readSent(context: SlackContext, body: ViewSubmitAction): Promise<Sent> {
  const { user, view } = body;
  const { askId, channel, thread, responseUrl } = readMemory(view.private_metadata);
  const { name, locale } = await context.people.look(user.id, { guess: user.name });
  const person = context.person(user.id, name);
  return {
    // A form is sent once: its own id makes a repeated sending one.
    press: { interactionId: `view:${view.id}`, askId, person, channel, locale },
    listener: { user: user.id, channel, thread, responseUrl },
    read: (field) => view.state.values[field]?.[field],
  };
}
