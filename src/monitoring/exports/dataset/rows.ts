/** Answers and corrections as rows of a dataset: two tables, joined by `id`. Every row has all keys, so that a reader finds one type a column. Pure. */

import type { LabelScore } from "../../../core/ask.ts";
import { traceIdsOf } from "../../../flows/asks/trace.ts";
import type { ExportedAsk } from "../../../flows/ports/exports.ts";

/** What the model said of one text. */
export interface AnswerRow {
  /** Also the trace id of the ask; 32 hex characters. */
  readonly id: string;
  readonly command: string;
  /** Number of the saved version; null for a file. */
  readonly version: number | null;
  /** Short hash of the command's text. */
  readonly revision: string;
  /** Day, without the time. */
  readonly asked_on: string;
  readonly text: string;
  /** A label or a text; null where the answer was "Not sure". */
  readonly answer: string | null;
  /** Highest first; empty for written answers. */
  readonly scores: readonly LabelScore[];
  /** Why the answer was "Not sure"; null where it was sure. */
  readonly not_sure: string | null;
  readonly method: string;
  readonly model: string;
  readonly model_revision: string;
}

/** What a person said the answer should have been. */
export interface CorrectionRow {
  readonly id: string;
  readonly command: string;
  readonly corrected_on: string;
  readonly text: string;
  readonly answer: string | null;
  readonly correction: string;
  /** Whether the correction confirms the answer. */
  readonly agrees: boolean;
}

export interface DatasetRows {
  readonly answer: AnswerRow;
  readonly corrections: readonly CorrectionRow[];
}

/** The rows of one ask; null where the text may not be shown. */
export function datasetRows(asked: ExportedAsk): DatasetRows | null {
  const { text, command, answer, corrections } = asked;
  if (text === null) return null;
  const { traceId: id } = traceIdsOf(asked.askId);
  const said = answer.doubt === null ? (answer.label ?? answer.text) : null;
  return {
    answer: {
      id,
      command,
      version: answer.commandVersion ?? null,
      revision: answer.commandRevision,
      asked_on: dayOf(asked.askedAt),
      text,
      answer: said,
      scores: answer.scores ?? [],
      not_sure: answer.doubt,
      method: answer.method,
      model: answer.model.name,
      model_revision: answer.model.revision,
    },
    corrections: corrections.map(({ value, correctedAt }) => ({
      id,
      command,
      corrected_on: dayOf(correctedAt),
      text,
      answer: said,
      correction: value,
      agrees: value === said,
    })),
  };
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
