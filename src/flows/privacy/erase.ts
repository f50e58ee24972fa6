/** Erases a person's data: in the store at once, then in what was posted, by jobs that are stored with the erasure. */

import type { Person } from "../../core/ask.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import type { FlowPorts, WorkerPorts } from "../bot/context.ts";
import type { ErasedAsk } from "../ports/platform.ts";

/** Erases.
 * @returns how many asks were erased
 * @throws {BotError} STORE_* */
export function erasePerson({ store, platforms }: FlowPorts, person: Person): Promise<number> {
  const isPosted = platforms?.get(person.platform)?.retract !== undefined;
  return store.erasePerson(person, { isPosted });
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
