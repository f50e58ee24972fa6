/** What a run is made of: as the store keeps it, and what distinguishes it from other runs. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { VERSION } from "../../config/version.ts";
import type { Json, ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import type { HeadInForce, Heads } from "../../flows/learning/heads.ts";
import type { NewRun, StoredRun } from "../../flows/monitoring/measure/ports.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import type { Commands } from "../../flows/ports/commands.ts";
import type { MeasurementRequest } from "../../flows/ports/measurements.ts";

const measured = z.object({ name: z.string(), number: z.number().nullable(), source: z.string() });
const requestSchema = z.object({
  format: z.literal(1),
  measured,
  against: measured.extend({ subject: z.string() }).nullable(),
  place: z.object({ platform: z.string(), workspace: z.string(), channel: z.string() }),
});

/** All that answers a run's questions: the model, and the classifier heads as they are in force when it starts. */
export interface Answering {
  readonly model: ModelInfo;
  /** Where the model runs. */
  readonly where: string;
  readonly head: HeadInForce | null;
  /** Of the version that is compared with. */
  readonly againstHead: HeadInForce | null;
}

/** @throws {BotError} CONFIG_MODEL and BACKEND_* where the model is not known */
export async function answeringOf(
  { measured: { command }, against, place }: MeasurementRequest,
  { backend, heads }: { readonly backend: Backend; readonly heads: Pick<Heads, "find"> },
): Promise<Answering> {
  const own = backendFor(backend, command);
  const model = await own.describe();
  const headOf = (one: Command) => heads.find(one, place, model);
  return {
    ...{ model, where: own.where, head: headOf(command) },
    againstHead: against && headOf(against.command),
  };
}

export const aboutHead = (head: HeadInForce | null) => head && { number: head.number, rows: head.rows };

/** A run as it is stored first. Its id is a hash of everything that decides the result. */
export function newRunOf(request: MeasurementRequest, answering: Answering): NewRun {
  const { kind, against, place } = request;
  const { command } = request.measured;
  const { model, where } = answering;
  const { name, revision, version } = command;
  const head = aboutHead(answering.head);
  const about = {
    ...{ release: VERSION, kind, name, revision, version, where, head },
    against: against && [against.command.revision, against.subject, aboutHead(answering.againstHead)],
    model: [model.name, model.revision, model.dtype],
  };
  const kept = ({ command: one, source }: MeasurementRequest["measured"]) => ({
    ...{ name: one.name, number: one.version, source },
  });
  return {
    id: createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, 24),
    ...{ kind, command: name, version, revision, head },
    against: against?.subject ?? null,
    model: model.name,
    request: {
      format: 1,
      measured: kept(request.measured),
      against: against && { ...kept(against), subject: against.subject },
      place: { ...place },
    } as Json,
  };
}

/** @returns null where this release can't read it any more */
export function requestOf(
  { kind, request }: Pick<StoredRun, "kind" | "request">,
  commands: Pick<Commands, "parse">,
): MeasurementRequest | null {
  const kept = requestSchema.safeParse(request);
  if (!kept.success) return null;
  const read = ({ name, number, source }: z.infer<typeof measured>) => {
    const parsed = commands.parse(name, source);
    return "command" in parsed ? { command: { ...parsed.command, version: number }, source } : null;
  };
  const own = read(kept.data.measured);
  const { against, place } = kept.data;
  const other = against && read(against);
  if (own === null || (against !== null && other === null)) return null;
  return {
    ...{ kind, measured: own, place: place as MeasurementRequest["place"] },
    against: other && against && { ...other, subject: against.subject },
  };
}
