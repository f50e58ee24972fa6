/**
 * Scores and corrections as events of Langfuse's ingestion API. They lie on the traces that Fewshot sends over OpenTelemetry: same trace id. Pure.
 * @see https://api.reference.langfuse.com/#tag/ingestion
 */

import { createHash } from "node:crypto";
import { traceIdsOf } from "../../../flows/asks/trace.ts";
import type { ExportedAsk } from "../../../flows/ports/exports.ts";

/** A value with its type: a number; 1 or 0; one of a set; a person's own answer, always under the name "output". */
type ScoreValue =
  | { readonly dataType: "NUMERIC"; readonly value: number }
  | { readonly dataType: "BOOLEAN"; readonly value: 0 | 1 }
  | { readonly dataType: "CATEGORICAL"; readonly value: string }
  | { readonly dataType: "CORRECTION"; readonly value: string };

export type ScoreBody = ScoreValue & {
  /** The same for the same score, whatever its value: sent again, it is replaced. A UUID. */
  readonly id: string;
  readonly traceId: string;
  readonly name: string;
  readonly comment: string;
  readonly metadata: { readonly command: string; readonly version: number | null; readonly revision: string };
};

export interface ScoreEvent {
  /** The same for the same score with the same value: sent twice, it counts once. A UUID. */
  readonly id: string;
  readonly type: "score-create";
  /** ISO 8601. */
  readonly timestamp: string;
  readonly body: ScoreBody;
}

/** The scores of one answer: how sure it was, whether it was "Not sure", each rating, what a spot check found, and each correction. */
export function scoreEvents(asked: ExportedAsk): ScoreEvent[] {
  const { askId, askedAt, answer, ratings, spotCheck, corrections } = asked;
  const [likeliest] = answer.scores ?? [];
  const event = (key: string, name: string, at: Date, value: ScoreValue) =>
    toEvent(asked, { id: uuidOf(`${askId} ${key}`), name, at, value });
  const spotCheckEvents = ({ label, decidedAt }: NonNullable<ExportedAsk["spotCheck"]>) => [
    // "Not sure" is neither right nor wrong.
    ...(answer.label === null
      ? []
      : [
          event("spot-check", "spot-check", decidedAt, {
            dataType: "BOOLEAN",
            value: label === answer.label ? 1 : 0,
          }),
        ]),
    event("spot-check-label", "spot-check-label", decidedAt, {
      dataType: "CATEGORICAL",
      value: label ?? "none of the labels",
    }),
  ];
  return [
    ...(likeliest
      ? [event("sureness", "sureness", askedAt, { dataType: "NUMERIC", value: likeliest.score })]
      : []),
    event("not-sure", "not-sure", askedAt, { dataType: "BOOLEAN", value: answer.doubt === null ? 0 : 1 }),
    ...ratings.map(({ key, value, ratedAt }) =>
      event(`rating ${key}`, "rating", ratedAt, { dataType: "BOOLEAN", value: value === "right" ? 1 : 0 }),
    ),
    ...(spotCheck === null ? [] : spotCheckEvents(spotCheck)),
    ...corrections.map(({ overrideId, value, correctedAt }) =>
      event(`correction ${overrideId}`, "output", correctedAt, { dataType: "CORRECTION", value }),
    ),
  ];
}

interface Score {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
  readonly value: ScoreValue;
}

function toEvent({ askId, command, answer }: ExportedAsk, { id, name, at, value }: Score): ScoreEvent {
  const version = answer.commandVersion ?? null;
  const comment = `/${command}${version === null ? "" : `@${version}`}, answered by ${answer.model.name}`;
  const body = {
    id,
    traceId: traceIdsOf(askId).traceId,
    name,
    ...value,
    comment,
    metadata: { command, version, revision: answer.commandRevision },
  };
  const timestamp = at.toISOString();
  return { id: uuidOf(`${timestamp} ${JSON.stringify(body)}`), type: "score-create", timestamp, body };
}

/** A UUID of version 8 (made from a hash). @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
function uuidOf(name: string): string {
  const bytes = createHash("sha256").update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
