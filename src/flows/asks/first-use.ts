/** The first answer in a workspace comes with a short notice: what the bot is, what is kept, and how to opt out. */

import type { Ask } from "../../core/ask.ts";
import type { Platform } from "../ports/platform.ts";
import type { Store } from "../ports/store.ts";

/** Direct messages on Discord belong to no workspace. */
const NO_WORKSPACE = "dm";

/** The ask whose answer has the notice, by workspace, as far as this process knows. */
const known = new WeakMap<Pick<Store, "settleSetting">, Map<string, string>>();

/** Whether this ask's answer has the notice. The first ask that gets here keeps it, in every process and after every restart, so that
 * the notice is posted once and stays in its post. Only where answers are posted: a page shows its policy all the time.
 * @throws {BotError} STORE_* */
export async function hasFirstUseNotice(
  store: Pick<Store, "settleSetting">,
  platform: Pick<Platform, "retract">,
  { id, person }: Pick<Ask, "id" | "person">,
): Promise<boolean> {
  if (platform.retract === undefined || person.workspace === NO_WORKSPACE) return false;
  const workspaces = known.get(store) ?? new Map<string, string>();
  known.set(store, workspaces);
  const key = `first-use/${person.platform}/${person.workspace}`;
  const first = workspaces.get(key) ?? String(await store.settleSetting(key, id));
  workspaces.set(key, first);
  return first === id;
}
