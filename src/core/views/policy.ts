/** The privacy policy of one installation, written from its configuration. Pure. */

import type { Words } from "../../i18n/words.ts";
import { KEPT_SENTENCES } from "../kept-data.ts";

/** What an installation does with data, as its configuration says. */
export interface PolicyFacts {
  /** Who runs the bot, with an address; null where the configuration does not say. */
  readonly contact: string | null;
  /** Null while the model is not known. */
  readonly model: string | null;
  /** The model server's host; null on the bot's own machine. */
  readonly where: string | null;
  /** Chat platforms by the names that people know, e.g. "Slack". */
  readonly platforms: readonly string[];
  /** Null when asks are kept until they are erased. */
  readonly retentionDays: number | null;
  /** Whether traces, which hold no text and no names, go to a collector. */
  readonly sendsTraces: boolean;
  /** Host of the Langfuse that scores can be sent to; null where none is configured. */
  readonly scoresTo: string | null;
  /** How groups of people are watched; empty where they are not. */
  readonly groups: readonly ("texts" | "declared" | "mapped")[];
}

export interface PolicySection {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly items: readonly string[];
}

/** The sections in reading order: controller, AI system, data, purposes, sources, recipients, time, automated decisions, rights.
 * @see https://eur-lex.europa.eu/eli/reg/2016/679/oj GDPR, articles 13 to 15 and 22
 * @see https://eur-lex.europa.eu/eli/reg/2024/1689/oj AI Act, article 50 */
export function policySections(facts: PolicyFacts, { policy, privacy }: Words): PolicySection[] {
  const { contact, model, where, platforms, retentionDays, sendsTraces, scoresTo, groups } = facts;
  const section = (title: string, paragraphs: readonly string[], items: readonly string[] = []) => ({
    title,
    paragraphs,
    items,
  });
  return [
    section(policy.controllerTitle, [contact === null ? policy.noController : policy.controller(contact)]),
    section(policy.aiTitle, [policy.ai(model), policy.aiMarked]),
    section(
      policy.keptTitle,
      [policy.keptFirst],
      KEPT_SENTENCES.map((name) => policy.kept[name]),
    ),
    section(
      policy.purposesTitle,
      [policy.purposes, policy.basis, ...(groups.length > 0 ? [policy.groups] : [])],
      groups.map((source) => policy.groupsBy[source]),
    ),
    section(policy.sourcesTitle, [policy.sources]),
    section(
      policy.recipientsTitle,
      [policy.noOthers],
      [
        where === null ? policy.modelHere : policy.modelThere(where),
        ...platforms.map((platform) => policy.platform(platform)),
        ...(sendsTraces ? [policy.traces] : []),
        ...(scoresTo === null ? [] : [policy.scores(scoresTo)]),
        policy.agreed,
      ],
    ),
    section(policy.timeTitle, [privacy.about(retentionDays), policy.otherTimes]),
    section(policy.decisionsTitle, [policy.decisions, policy.logic, policy.contest]),
    section(policy.rightsTitle, [policy.rights, policy.object, policy.complaint]),
  ];
}
