/** The record of one automated decision: what was decided, by what, from what, how sure, and who changed it. Pure. */

import { type Answer, type AskRecord, type Person, personKey } from "../../ask.ts";

/** Of the record's shape; grows when a reader of the earlier one would misread it. */
const FORMAT = "fewshot decision record 1";

/** A record as JSON has it: names of people are those that are shown under the answer; account numbers, places and ratings are left out.
 * @param reader whom it is for: why somebody else contested is for reviewers alone
 * @param explanation what "Why?" says, in the person's language */
export function decisionRecord(
  { ask, answer, failure, answeredAt, overrides, contest }: AskRecord,
  reader: Person,
  explanation: readonly { readonly heading: string; readonly text: string }[],
): object {
  return {
    format: FORMAT,
    id: ask.id,
    about: {
      text: ask.text,
      command: ask.command,
      asked_at: ask.createdAt,
      asked_by: ask.person.name,
      written_by: (ask.author ?? ask.person).name,
      kept_until: ask.expiresAt,
    },
    decision: answer === null ? null : decisionOf(answer),
    compared_with: answer?.inForce ? decisionOf(answer.inForce) : null,
    failure: failure?.code ?? null,
    decided_at: answeredAt,
    changed_by_people: overrides.map(({ person, value, reason, createdAt, withdrawnAt }) => ({
      by: person.name,
      ...{ value, reason, at: createdAt, withdrawn_at: withdrawnAt },
    })),
    contested: contest
      ? {
          at: contest.createdAt,
          ...(personKey(contest.person) === personKey(reader) ? { reason: contest.reason } : {}),
          review: contest.decision && {
            ...{
              outcome: contest.decision.outcome,
              label: contest.decision.label,
              at: contest.decision.decidedAt,
            },
          },
        }
      : null,
    explanation: explanation.map(({ heading, text }) => ({ heading, text })),
  };
}

function decisionOf(answer: Answer) {
  const { label, text, doubt, scores, head, model, settings } = answer;
  return {
    answer: doubt === null ? (label ?? text) : null,
    not_sure_because: doubt,
    how_sure: scores?.[0]?.score ?? null,
    not_sure_below: answer.abstainBelow ?? null,
    scores,
    method: answer.method,
    command_version: answer.commandVersion ?? null,
    command_revision: answer.commandRevision,
    model: { name: model.name, revision: model.revision, parameters: model.parameters, where: answer.where },
    classifier: head ? { number: head.number, learned_from: head.rows, prompt_alone: head.prompted } : null,
    settings: {
      ...{ temperature: settings.temperature, max_new_tokens: settings.maxNewTokens },
      end_sequence: settings.endSequence,
    },
    examples_used: answer.examplesUsed,
    examples_left_out: answer.examplesDropped,
    prompt: answer.prompt,
  };
}
