/** Erases a person's data: in the store at once, then in what was posted. */

import { setTimeout as sleep } from "node:timers/promises";
import type { AskRecord, Person } from "../core/ask.ts";
import { toBotError } from "../core/errors.ts";
import type { FlowPorts } from "./context.ts";

/** A post that can't be taken back after this many tries stays, and the log says so. */
const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 1_000;

/** Erases. What was posted is taken back in the background, one ask after the other, so that many asks are no storm of calls.
 * @returns how many asks were erased
 * @throws {BotError} STORE_* */
export async function erasePerson(ports: FlowPorts, person: Person): Promise<number> {
  const { asks } = await ports.store.exportPerson(person);
  const erased = await ports.store.erasePerson(person);
  void retractAll(ports, asks);
  return erased;
}

/** Never rejects. */
async function retractAll(ports: FlowPorts, records: readonly AskRecord[]): Promise<void> {
  for (const record of records) await retract(ports, record);
}

async function retract({ platforms, log }: FlowPorts, { ask, deliveryRecord }: AskRecord): Promise<void> {
  const platform = platforms?.get(ask.person.platform);
  for (let attempt = 1; platform?.retract; attempt++)
    try {
      return await platform.retract(ask, deliveryRecord);
    } catch (cause) {
      const error = toBotError(cause);
      if (!error.retryable || attempt === MAX_TRIES) {
        log.warn(
          { askId: ask.id, code: error.code, reason: error.message },
          "what was posted of an erased ask could not be taken back",
        );
        return;
      }
      await sleep(Math.max(error.retryAfterMs ?? 0, FIRST_PAUSE_MS * 2 ** attempt), undefined, {
        ref: false,
      });
    }
}
