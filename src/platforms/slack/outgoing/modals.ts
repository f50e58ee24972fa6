/** The forms and windows that people see. Pure. */

import type { types } from "@slack/bolt";
import { type Command, summaryFor } from "../../../core/command.ts";
import type { Explanation, OverrideForm } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { contextBlock, header, plain, type SlackBlock, section, verbatim } from "./blocks.ts";

export type Modal = types.ModalView;

/** Ids of the forms and of their fields. */
export const FORMS = {
  override: "fewshot-form-override",
  reason: "fewshot-form-reason",
  choose: "fewshot-form-choose",
} as const;
export const FIELDS = { value: "value", reason: "reason", consent: "consent", command: "command" } as const;

/** Radio buttons show all labels at a glance, up to ten; more go into a menu. */
const MAX_RADIO = 10;
const MAX_TITLE = 24;
/** An option's value holds 150 characters and a label up to 60. */
const MAX_OPTION = 75;
const MAX_INPUT = 2_000;
/** A window holds 100 blocks; the last says that something was left out. */
const MAX_BLOCKS = 98;

/** What stands in a window until there is something to say. */
export function waitView(title: string, locale: string): Modal {
  return window(title, [section(wordsFor(locale).slack.wait)], locale);
}

export function sentenceView(title: string, text: string, locale: string): Modal {
  return window(title, [section(text)], locale);
}

function window(title: string, blocks: SlackBlock[], locale: string): Modal {
  return {
    type: "modal",
    title: plain(title, MAX_TITLE),
    close: plain(wordsFor(locale).slack.close, MAX_TITLE),
    blocks,
  };
}

/** @param metadata travels with the form and comes back with it, at most 3,000 characters */
function form(
  callbackId: string,
  blocks: SlackBlock[],
  options: { title: string; submit: string; metadata: string; locale: string },
): Modal {
  const { title, submit, metadata, locale } = options;
  return {
    type: "modal",
    callback_id: callbackId,
    private_metadata: metadata,
    title: plain(title, MAX_TITLE),
    submit: plain(submit, MAX_TITLE),
    close: plain(wordsFor(locale).feedback.cancel, MAX_TITLE),
    blocks,
  };
}

export function overrideView({ labels, current }: OverrideForm, metadata: string, locale: string): Modal {
  const words = wordsFor(locale);
  const value: types.InputBlock = {
    type: "input",
    block_id: FIELDS.value,
    label: plain(labels ? words.feedback.chooseLabel : words.feedback.writeAnswer),
    element: labels
      ? chooseLabel(labels, current)
      : writeText(FIELDS.value, labels === null ? (current ?? "") : ""),
  };
  const reason: types.InputBlock = {
    type: "input",
    block_id: FIELDS.reason,
    optional: true,
    label: plain(words.feedback.reason),
    element: writeText(FIELDS.reason, ""),
  };
  const consent: types.InputBlock = {
    type: "input",
    block_id: FIELDS.consent,
    optional: true,
    label: plain(words.slack.yourData),
    element: {
      type: "checkboxes",
      action_id: FIELDS.consent,
      options: [{ text: plain(words.feedback.mayReuse, MAX_OPTION), value: "yes" }],
    },
  };
  const options = { title: words.actions.override, submit: words.feedback.send, metadata, locale };
  return form(FORMS.override, [value, reason, consent], options);
}

function chooseLabel(
  labels: readonly string[],
  current: string | null,
): types.RadioButtons | types.StaticSelect {
  const options = labels.map((label) => ({ text: plain(label, MAX_OPTION), value: label }));
  const chosen = options.find(({ value }) => value === current);
  const shared = { action_id: FIELDS.value, options, ...(chosen ? { initial_option: chosen } : {}) };
  return options.length <= MAX_RADIO
    ? { type: "radio_buttons", ...shared }
    : { type: "static_select", ...shared };
}

function writeText(id: string, initial: string): types.PlainTextInput {
  const kept = initial.slice(0, MAX_INPUT);
  return {
    type: "plain_text_input",
    action_id: id,
    multiline: true,
    max_length: MAX_INPUT,
    ...(kept ? { initial_value: kept } : {}),
  };
}

/** "Wrong" was pressed: what was wrong? */
export function reasonView(metadata: string, locale: string): Modal {
  const words = wordsFor(locale);
  const reason: types.InputBlock = {
    type: "input",
    block_id: FIELDS.reason,
    optional: true,
    label: plain(words.feedback.askReason),
    element: writeText(FIELDS.reason, ""),
  };
  const options = { title: words.actions.wrong, submit: words.feedback.send, metadata, locale };
  return form(FORMS.reason, [reason], options);
}

/** "Why?" was pressed: the record in plain words, the prompt letter by letter. */
export function whyView({ title, sections }: Explanation, locale: string): Modal {
  const words = wordsFor(locale);
  const blocks = [
    header(title),
    ...sections.flatMap(({ heading, text, isVerbatim }) => [
      contextBlock(heading),
      ...(isVerbatim ? verbatim(text) : [section(text)]),
    ]),
  ];
  const shown =
    blocks.length > MAX_BLOCKS ? [...blocks.slice(0, MAX_BLOCKS), contextBlock(words.slack.cut)] : blocks;
  return window(words.actions.why, shown, locale);
}

/** Which command for a message? Its text travels in the form itself, so that nothing is stored before it is asked. */
export function chooseView(options: {
  commands: readonly Command[];
  text: string;
  metadata: string;
  locale: string;
}): Modal {
  const { commands, text, metadata, locale } = options;
  const words = wordsFor(locale);
  const choice: types.InputBlock = {
    type: "input",
    block_id: FIELDS.command,
    label: plain(words.slack.chooseCommand),
    element: {
      type: "static_select",
      action_id: FIELDS.command,
      options: commands.slice(0, 100).map((command) => ({
        text: plain(`${command.name}: ${summaryFor(command, locale)}`, MAX_OPTION),
        value: command.name,
      })),
    },
  };
  const blocks = verbatim(text).map(
    (block, index) => ({ ...block, block_id: `${TEXT_BLOCK}${index}` }) as SlackBlock,
  );
  const titles = { title: words.slack.chooseTitle, submit: words.slack.analyse, metadata, locale };
  return form(FORMS.choose, [choice, ...blocks], titles);
}

const TEXT_BLOCK = "text-";

/** The text that a choose form carries. */
export function readText(blocks: readonly unknown[]): string {
  return (blocks as readonly { block_id?: string; elements?: { elements?: { text?: string }[] }[] }[])
    .filter(({ block_id: id }) => id?.startsWith(TEXT_BLOCK))
    .map(({ elements }) => elements?.[0]?.elements?.map(({ text = "" }) => text).join("") ?? "")
    .join("");
}
