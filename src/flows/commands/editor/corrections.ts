/** Corrections that reviewers accepted and that are no tests of the command: they are run beside its tests while it is edited. */

import { LRUCache } from "lru-cache";
import type { Command, Example } from "../../../core/command/command.ts";
import { type CommandPlace, EVERYWHERE, workspaceOf } from "../../../core/command/saved-command.ts";
import { textKey } from "../../../learning/text-key.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { standingOf } from "../versions/change/task.ts";

/** The newest so many are run. */
const MAX_RUN = 100;
/** Somebody who types asks for them several times a second. */
const FRESH_MS = 5_000;
const MAX_KNOWN = 100;

export type CorrectionsOf = (
  command: Command,
  asked: { readonly actor: Actor; readonly place: CommandPlace },
) => Promise<readonly Example[]>;

/** Reviewers see all of theirs, others the texts whose authors agreed. Left out are texts that the command has, as an example or a test.
 * @throws {BotError} STORE_* (from the returned function) */
export function createCorrections(ports: FlowPorts): CorrectionsOf {
  const known = new LRUCache<string, Promise<readonly Example[]>>({
    ...{ max: MAX_KNOWN, ttl: FRESH_MS },
    // Without it, what is old stays until somebody asks for the same.
    ttlAutopurge: true,
  });
  ports.store.watchGone(() => known.clear());

  async function read(command: Command, actor: Actor, place: CommandPlace): Promise<readonly Example[]> {
    const standing = await standingOf(ports, actor).catch(() => "member" as const);
    const scope = standing === "operator" ? EVERYWHERE : workspaceOf(place);
    const rows = await ports.store.labelledRows(command.name, { scope, labels: command.labels ?? [] });
    return rows
      .filter(({ source, mayBeShown }) => source === "override" && (standing !== "member" || mayBeShown))
      .map(({ text, label }) => ({ input: text, output: label }));
  }

  return async (command, { actor, place }) => {
    if (command.labels === null) return [];
    const { platform, id } = actor.person;
    const key = JSON.stringify([command.name, command.labels, platform, id, place]);
    let reading = known.get(key);
    if (reading === undefined) {
      reading = read(command, actor, place);
      known.set(key, reading);
      reading.catch(() => known.delete(key));
    }
    const own = new Set([...command.examples, ...command.tests].map(({ input }) => textKey(input)));
    return (await reading).filter(({ input }) => !own.has(textKey(input))).slice(-MAX_RUN);
  };
}
