/** What was live before, by the history of a command: where a step back leads. Pure. */

import { describeScope, type Scope, type VersionEvent } from "./saved-command.ts";

type Done = Pick<VersionEvent, "number" | "action" | "scope">;

/** The versions that "back" leads to in a scope, one after another: the next one first. After the last comes the file.
 * @param events of one name, oldest first */
export function liveBefore(events: readonly Done[], scope: Scope): readonly number[] {
  // Of each scope what is live, and below it what was live before: a step back takes the top away.
  const live = new Map<string, readonly number[]>();
  for (const { number, action, scope: where } of events) {
    const own = describeScope(where);
    switch (action) {
      case "published":
        // A version has one scope: what moved away leaves nothing to go back to.
        for (const [other, versions] of live)
          if (other !== own) live.set(other, versions.at(-1) === number ? [] : without(versions, number));
        live.set(own, [...(live.get(own) ?? []), number]);
        break;
      case "restored":
        live.set(own, upTo(live.get(own) ?? [], number));
        break;
      case "retired":
        live.set(own, []);
        break;
      case "deleted":
        for (const [other, versions] of live) live.set(other, without(versions, number));
        break;
    }
  }
  return (live.get(describeScope(scope)) ?? []).slice(0, -1).reverse();
}

/** A step from a version to itself would be none. */
const without = (versions: readonly number[], gone: number) =>
  versions.filter((one) => one !== gone).filter((one, at, left) => one !== left[at + 1]);

/** The versions up to the one that was restored below the top. */
function upTo(versions: readonly number[], number: number): readonly number[] {
  const at = versions.slice(0, -1).lastIndexOf(number);
  return at === -1 ? [number] : versions.slice(0, at + 1);
}
