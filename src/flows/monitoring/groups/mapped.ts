/** Groups that an admin has mapped: kept of whoever asks, by what the platform itself says of them. */

import { toBotError } from "../../../core/errors.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import type { MappedGroup } from "./lists.ts";

/** Keeps which mapped groups a person is in now. A failure is logged: the next ask brings it again. */
export async function noteMappedGroups(
  { store, groups, log }: Pick<FlowPorts, "store" | "groups" | "log">,
  { person, groupIds }: Pick<Actor, "person" | "groupIds">,
): Promise<void> {
  const mapped = groups?.mapped ?? [];
  if (mapped.length === 0 || groupIds === undefined) return;
  try {
    const ids = await groupIds();
    if (ids === null) return;
    const own = mapped.filter((group) => idsOf(group, person.platform).some((id) => ids.includes(id)));
    await store.noteMappedGroups(
      person,
      own.map(({ name }) => name),
    );
  } catch (cause) {
    log.warn({ reason: toBotError(cause).message }, "the groups of a person could not be kept");
  }
}

/** The ids that make up a group on one platform. */
function idsOf(group: MappedGroup, platform: string): readonly string[] {
  return platform === "slack" ? group.slack : platform === "discord" ? group.discord : [];
}
