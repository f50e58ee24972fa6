/** Who may draft, publish, retire and step back: the one rule, for every platform and the terminal. Pure. */

import {
  type CommandPlace,
  covers,
  isDirect,
  narrowness,
  type SavedVersion,
  type Scope,
} from "../../../core/command/saved-command.ts";

/**
 * What a person is where they act. "operator": in charge of the whole installation: listed in ADMINS, logged in to the page with
 * ADMIN_TOKEN, or at the terminal. "manager": in charge of the workspace, by the platform's own word. "member": everybody else.
 */
export type Standing = "operator" | "manager" | "member";

/** Whether a person may change what is in force in a scope. */
export function mayManage(standing: Standing, scope: Scope, place: CommandPlace): boolean {
  if (isShared(scope)) return false;
  if (standing === "operator") return true;
  return (
    standing === "manager" &&
    narrowness(scope) > 0 &&
    scope.platform === place.platform &&
    scope.workspace === place.workspace
  );
}

/** Whether a person may make a version live in a scope: they are in charge of that scope and of the version's own, so that nobody takes a
 * version away from others; and they can see it from where they act, or are in charge of everything. */
export function mayPublish(
  standing: Standing,
  {
    version,
    scope,
    place,
  }: { readonly version: SavedVersion; readonly scope: Scope; readonly place: CommandPlace },
): boolean {
  const isSeen = standing === "operator" || covers(version.scope, place);
  const isOwn = isShared(version.scope) || mayManage(standing, version.scope, place);
  return isSeen && isOwn && mayManage(standing, scope, place);
}

/** @param drafts the setting DRAFTS */
export function mayDraft(standing: Standing, drafts: "all" | "admins"): boolean {
  return drafts === "all" || standing !== "member";
}

/** Whether a scope is everybody's direct messages. */
const isShared = (scope: Scope) => scope.channel === "" && isDirect(scope);
