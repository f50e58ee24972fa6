/** `/fewshot` and the App Home: help, the list of commands, and a person's data. */

import type { App, BlockAction, types } from "@slack/bolt";
import type { Person } from "../../../core/ask.ts";
import { summaryFor } from "../../../core/command.ts";
import { toBotError } from "../../../core/errors.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackContext } from "../context.ts";
import {
  actions,
  button,
  type Content,
  confirmed,
  contextBlock,
  fallback,
  header,
  type SlackBlock,
  section,
  sentence,
} from "../outgoing/blocks.ts";
import { sendData } from "../outgoing/export.ts";

const WISHES = ["opt-out", "opt-in", "export", "erase"] as const;
type Wish = (typeof WISHES)[number];
const WISH_ACTION = /^fewshot-privacy-(opt-out|opt-in|export|erase)$/;

/** A view holds 100 blocks; beyond this many commands the rest is left to `/fewshot list`. */
const MAX_COMMANDS = 60;

interface Asker {
  readonly person: Person;
  readonly locale: string;
}

/** Answers `/fewshot …`; seen by the asker alone. */
export async function answerFewshot(
  context: SlackContext,
  asked: Asker & { readonly text: string },
): Promise<Content> {
  const { locale, text } = asked;
  const words = wordsFor(locale);
  const [topic = "", ...rest] = text.toLowerCase().split(/\s+/);
  if (topic === "list") return post([header(words.slack.commands), ...commandBlocks(context, locale)]);
  if (topic === "privacy") {
    const wish = WISHES.find((one) => one === rest.join("-"));
    if (wish) return sentence(await grant(context, asked, wish));
    return post(await privacyBlocks(context, asked));
  }
  return post([section(context.bot.help(null, locale)), contextBlock(words.slack.usage)]);
}

export function takeHome(app: App, context: SlackContext): void {
  app.event("app_home_opened", async ({ event }) => {
    if (event.tab !== "home") return;
    const { name, locale } = await context.people.look(event.user, { guess: event.user });
    await publishHome(context, { person: context.person(event.user, name), locale }, null);
  });
  app.action<BlockAction>(WISH_ACTION, async ({ ack, body, action }) => {
    await ack().catch((error: Error) =>
      context.log.warn({ reason: error.message }, "an acknowledgement could not be sent"),
    );
    const [, wish] = WISH_ACTION.exec(action.action_id) ?? [];
    const { user, channel } = body;
    const { name, locale } = await context.people.look(user.id, { guess: user.username });
    const asker: Asker = { person: context.person(user.id, name), locale };
    const text = await grant(context, asker, wish as Wish);
    if (body.view?.type === "home") return publishHome(context, asker, text);
    const listener = {
      user: user.id,
      channel: channel?.id ?? "",
      thread: null,
      responseUrl: body.response_url ?? null,
    };
    await context.tell(listener, sentence(text));
  });
}

/** Does what a person wishes about their data. Returns the sentence to show. */
async function grant(context: SlackContext, { person, locale }: Asker, wish: Wish): Promise<string> {
  const { privacy } = context.bot;
  try {
    if (wish === "opt-out") return (await privacy.optOut(person, locale)).text;
    if (wish === "opt-in") return (await privacy.optIn(person, locale)).text;
    if (wish === "erase") return (await privacy.eraseData(person, locale)).text;
    await sendData(context, await privacy.exportData(person), locale);
    return wordsFor(locale).slack.exported;
  } catch (cause) {
    const error = toBotError(cause);
    context.log.error(
      { code: error.code, reason: error.message, wish },
      "a person's wish about their data failed",
    );
    return wordsFor(locale).failures[error.code];
  }
}

async function publishHome(context: SlackContext, asker: Asker, notice: string | null): Promise<void> {
  const { locale, person } = asker;
  const words = wordsFor(locale);
  const view: types.HomeView = {
    type: "home",
    blocks: [
      ...(notice === null ? [] : [section(notice)]),
      section(words.help.intro),
      contextBlock(words.slack.usage),
      header(words.slack.commands),
      ...commandBlocks(context, locale),
      header(words.slack.yourData),
      ...(await privacyBlocks(context, asker)),
    ],
  };
  const outcome = await context.calls.repeat((client) => client.views.publish({ user_id: person.id, view }));
  if (outcome.kind !== "done")
    context.log.warn(
      { code: outcome.kind === "refused" ? outcome.code : outcome.kind },
      "an App Home could not be shown",
    );
}

function commandBlocks(context: SlackContext, locale: string): SlackBlock[] {
  const words = wordsFor(locale).help;
  const commands = context.bot.commands.list().slice(0, MAX_COMMANDS);
  // Ten lines a block: one block each would soon be more than a message holds.
  const lines = commands.map((command) => words.commandLine(command.name, summaryFor(command, locale)));
  return Array.from({ length: Math.ceil(lines.length / 10) }, (_, index) =>
    section(lines.slice(index * 10, index * 10 + 10).join("\n")),
  );
}

async function privacyBlocks(context: SlackContext, { person, locale }: Asker): Promise<SlackBlock[]> {
  const { privacy, slack } = wordsFor(locale);
  const isOut = await context.bot.privacy.isOptedOut(person);
  const pick = (wish: Wish, label: string) => button(`fewshot-privacy-${wish}`, label, wish);
  const erase = { title: privacy.erase, text: privacy.eraseConfirm, yes: privacy.erase, no: slack.keep };
  const optOut = { title: privacy.optOut, text: slack.optOutConfirm, yes: privacy.optOut, no: slack.keep };
  return [
    section(`${privacy.about(context.retentionDays)} ${privacy.rights}`),
    contextBlock(isOut ? privacy.statusOut : privacy.statusIn),
    actions(
      isOut ? pick("opt-in", privacy.optIn) : confirmed(pick("opt-out", privacy.optOut), optOut),
      pick("export", privacy.export),
      confirmed(pick("erase", privacy.erase), erase),
    ),
  ];
}

function post(blocks: SlackBlock[]): Content {
  const texts = blocks.flatMap((block) =>
    "text" in block && typeof block.text === "object" ? [block.text.text] : [],
  );
  return { text: fallback(texts.join("\n")), blocks };
}
