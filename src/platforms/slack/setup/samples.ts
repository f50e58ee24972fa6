/** One of everything that Fewshot shows in Slack, to have Slack check it before people see it. Pure. */

import type { Answer, AskRecord, Person } from "../../../core/ask.ts";
import { commandFileSchema, createCommand } from "../../../core/command/command-file.ts";
import { composeExplanation } from "../../../core/views/answer/explanation.ts";
import { composeMessage } from "../../../core/views/answer/message.ts";
import { commandForm, settingsForm } from "../../../core/views/forms/command-form.ts";
import { chooseCommandForm, overrideForm, reasonForm } from "../../../core/views/forms/forms.ts";
import { failureNotice, notice, privacyNotice } from "../../../core/views/notices.ts";
import {
  contestForm,
  contestLabelForm,
  decisionActions,
  decisionsNotice,
} from "../../../core/views/review/contest.ts";
import { checkForm, composeCheck } from "../../../core/views/review/review.ts";
import type { FormName, FormView } from "../../../core/views/view.ts";
import { groupsForm } from "../../../flows/monitoring/groups/form.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { homeView } from "../outgoing/home.ts";
import type { SlackBlock } from "../outgoing/views/blocks.ts";
import { type Modal, renderForm, renderModal, waitModal } from "../outgoing/views/modals.ts";
import { renderAnswer, renderNotice, renderRoot, STYLES, type Style } from "../outgoing/views/render.ts";

export interface Sample {
  /** What it is, in words for an operator. */
  readonly what: string;
  /** The style, where it is an answer: Slack may refuse a richer one. */
  readonly style?: Style;
  readonly payload:
    | { readonly blocks: SlackBlock[] }
    | { readonly view: Modal | ReturnType<typeof homeView> };
}

export interface SampleOptions {
  /** BCP 47 tag. */
  readonly locale: string;
  /** Stands wherever people or a model write freely. */
  readonly text: string;
  /** How many of the states of an ask are shown; all where it is left out. */
  readonly maxStates?: number;
}

export function makeSamples({ locale, text, maxStates }: SampleOptions): Sample[] {
  const records = sampleRecords(locale, text).slice(0, maxStates) as [SampleRecord];
  const messages = records.map(({ what, record }) => ({
    what,
    view: composeMessage(record, { locale, command: null, firstUse: { retentionDays: 90 } }),
    explanation: {
      ...composeExplanation(record, null, { locale, nearest: [{ text, label: "Positive" }] }),
      actions: decisionActions(record, record.ask.person, locale),
    },
  }));
  const [first] = messages as [(typeof messages)[number]];
  const help = { ...notice("help", text), title: wordsFor(locale).help.commands, remark: text };
  const privacy = privacyNotice({ isOptedOut: false, retentionDays: 90 }, locale);
  const check = composeCheck(records[0].record, {
    locale,
    counts: { contests: 1, spotChecks: 1, corrections: 1 },
    changeable: { kind: "spot-check", askId: "ask" },
  });
  const points = Array.from({ length: 33 }, (_, index) => String(index));
  const charted = {
    ...notice("shared", text),
    chart: {
      ...{ title: text, xLabel: text, yLabel: text, x: points },
      series: ["mean", "worst order"].map((name) => ({ name, values: points.map(() => 1 / 3) })),
    },
  };
  const metadata = "{}";
  return [
    { what: "a root message", payload: { blocks: renderRoot(first.view).blocks } },
    ...messages.flatMap(({ what, view, explanation }) =>
      STYLES.map((style) => ({
        ...{ what, style },
        payload: { blocks: renderAnswer(view, { style, explanation }).blocks },
      })),
    ),
    ...[
      help,
      privacy,
      check,
      charted,
      decisionsNotice([records[0].record, records[0].record], locale),
      failureNotice("INTERNAL", locale),
    ].map((view) => ({
      what: `a notice (${view.about})`,
      payload: { blocks: renderNotice(view).blocks },
    })),
    ...Object.values(sampleForms(records[0].record, { locale, text })).map((form) => ({
      what: `the form ${form.form}`,
      payload: { view: renderForm(form, { metadata, locale, messageText: text }) },
    })),
    ...messages.map(({ what, explanation }) => ({
      what: `the explanation of ${what}`,
      payload: { view: renderModal(explanation, { title: explanation.title, metadata, locale }) },
    })),
    { what: "an empty window", payload: { view: waitModal(help.title, locale) } },
    { what: "the App Home", payload: { view: homeView([check, help, privacy]) } },
  ];
}

const person: Person = { platform: "slack", workspace: "T0", id: "U0", name: "Ada" };

interface SampleRecord {
  readonly what: string;
  readonly record: AskRecord;
}

/** Asks in every state that is shown differently. */
function sampleRecords(locale: string, text: string): [SampleRecord, ...SampleRecord[]] {
  const createdAt = new Date(0);
  const record: AskRecord = {
    ask: {
      ...{ id: "a".repeat(24), interactionId: "sample", person, author: null, locale, settings: {} },
      ...{ place: { channel: "C0", native: null }, command: "sentiment", text, createdAt },
      expiresAt: new Date(90 * 24 * 3_600_000),
    },
    ...{ answer: sampleAnswer(text), failure: null, answeredAt: createdAt, overrides: [], ratings: [] },
    ...{ preferences: [], deliveryRecord: null, deliveredAt: null },
  };
  const override = {
    ...{ id: "o".repeat(24), askId: record.ask.id, person, value: "Negative", reason: text },
    ...{ mayReuse: false, createdAt, withdrawnAt: null },
  };
  const answer = sampleAnswer(text);
  return [
    { what: "an overridden answer", record: { ...record, overrides: [override] } },
    { what: "an answer", record },
    {
      what: "an answer that is not sure",
      record: { ...record, answer: { ...answer, label: null, doubt: "below-threshold" } },
    },
    {
      what: "a free text",
      record: { ...record, answer: { ...answer, label: null, scores: null, method: "generated", text } },
    },
    {
      what: "a comparison",
      record: {
        ...{ ...record, ask: { ...record.ask, version: 2, compares: true } },
        answer: { ...answer, commandVersion: 2, inForce: answer },
      },
    },
    { what: "a failure", record: { ...record, answer: null, failure: { code: "BACKEND_UNREACHABLE" } } },
    { what: "an ask that waits", record: { ...record, answer: null } },
  ];
}

function sampleAnswer(text: string): Answer {
  const scores = [
    { label: "Positive", score: 0.9 },
    { label: "Negative", score: 0.1 },
  ];
  return {
    ...{ label: "Positive", text: null, scores, doubt: null, method: "scored", calibrated: true },
    ...{ head: { number: 1, prompted: scores, rows: 64 }, abstainBelow: 0.4, prompt: `Message: ${text}` },
    ...{
      examplesUsed: 4,
      examplesDropped: 1,
      settings: { temperature: 0, maxNewTokens: 25, endSequence: "###" },
    },
    model: {
      ...{ name: "fewshot-neo", family: "GPT-Neo", parameters: 3_300_000, revision: "r0" },
      ...{ contextTokens: 2048, scripts: ["Latin"], abstainBelow: null, builtin: true, dtype: "fp32" },
    },
    ...{ backend: "onnx", where: "in this process", commandRevision: "r1", promptTokens: 300 },
    ...{ cachedTokens: 280, newTokens: 0, durationMs: 12 },
  };
}

function sampleForms(
  record: AskRecord,
  { locale, text }: SampleOptions,
): Readonly<Record<FormName, FormView>> {
  const { id } = record.ask;
  const labels = ["Positive", "Negative"];
  const form = {
    ...{ summary: text, description: text, input: text, output: text, labels: text, examples: text },
    ...{ notSure: "40", tests: text, calibration: "auto" },
  };
  return {
    override: overrideForm(id, { labels, selected: null, text }, locale),
    reason: reasonForm(id, text, locale),
    "choose-command": chooseCommandForm(
      labels.map((label) => ({ command: sampleCommand(label.toLowerCase()), fit: "good" })),
      locale,
    ),
    command: commandForm("sentiment@1", form, locale),
    "command-settings": settingsForm("sentiment@1", form, locale),
    "review-label": checkForm(record, labels, locale),
    groups: groupsForm(
      Array.from({ length: 25 }, (_, index) => ({ name: `${index} ${text}`.slice(0, 75), names: {} })),
      [],
      locale,
    ),
    contest: contestForm(id, locale),
    "contest-label": contestLabelForm(record, labels, locale),
  };
}

const sampleCommand = (name: string) =>
  createCommand(
    name,
    commandFileSchema.parse({
      ...{ summary: "Is a message positive?", description: "Decide.", input: "Message", output: "Sentiment" },
      ...{ labels: ["Positive", "Negative"], examples: [{ input: "Thank you!", output: "Positive" }] },
    }),
    "r1",
  );
