/** Erases a person's data: in the store at once, then in versions of commands, and in what was posted, by jobs that are stored with the erasure. */

import type { Person } from "../../core/ask.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import type { Words } from "../../i18n/words.ts";
import type { FlowPorts, WorkerPorts } from "../bot/context.ts";
import type { ErasedAsk } from "../ports/platform.ts";
import { holderName, noteErased, type Swept, sweepErased } from "./erased-texts.ts";

export interface Erased extends Swept {
  readonly asks: number;
}

/** Erases.
 * @returns how many asks were erased, which versions lost a text of the person, and what still holds one
 * @throws {BotError} STORE_* */
export async function erasePerson(ports: FlowPorts, person: Person): Promise<Erased> {
  const { store, platforms, log } = ports;
  const at = new Date();
  const isPosted = platforms?.get(person.platform)?.retract !== undefined;
  const asks = await store.erasePerson(person, { isPosted, at });
  // The person's data are erased. Where this fails, the next sweep finds the texts.
  const swept = await sweepErased(ports, at).catch((cause: unknown) => {
    log.warn(
      { reason: toBotError(cause).message },
      "versions of commands could not be looked through for erased texts",
    );
    return { cleaned: [], holders: [] };
  });
  noteErased(log, swept);
  return { asks, ...swept };
}

/** What the person reads. */
export function sayErased({ asks, cleaned, holders }: Erased, { privacy }: Words): string {
  return [
    privacy.erased(asks),
    ...(cleaned.length > 0 ? [privacy.erasedTexts(cleaned.length)] : []),
    ...(holders.length > 0 ? [privacy.heldTexts(holders.map(holderName))] : []),
  ].join("\n");
}

/** Takes back what was posted of an erased ask. A job calls it until it returns.
 * @throws {BotError} retryable when the platform can't be reached now, or is not connected in this process */
export async function retractErased(
  { platforms, log }: Pick<WorkerPorts, "platforms" | "log">,
  erased: ErasedAsk,
): Promise<void> {
  const platform = platforms.get(erased.platform);
  if (!platform)
    throw new BotError("PLATFORM_UNREACHABLE", `this process does not serve ${erased.platform}`, {
      retryable: true,
    });
  try {
    await platform.retract?.(erased);
  } catch (cause) {
    const { code, message } = toBotError(cause);
    if (code !== "PLATFORM_REFUSED") throw cause;
    log.warn(
      { askId: erased.id, code, reason: message },
      "what was posted of an erased ask can't be taken back",
    );
  }
}
