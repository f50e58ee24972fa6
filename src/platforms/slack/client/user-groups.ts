/** Who is in the user groups that an admin has mapped, read from Slack at the start and every hour. Held in memory alone. */

import type { Log } from "../../../flows/bot/context.ts";
import { inTime } from "../../shared/acknowledge.ts";
import type { SlackCalls } from "./web-api.ts";

const REFRESH_MS = 60 * 60_000;
const WAIT_MS = 800;

export interface UserGroups {
  /** The mapped groups that a person is in; null while Slack has not said it of all of them. */
  of(userId: string): Promise<readonly string[] | null>;
  /** Reads them now; never throws. */
  refresh(): Promise<void>;
  stop(): void;
}

/** @param ids of the user groups; nothing is read where there are none */
export function createUserGroups({
  calls,
  ids,
  log,
}: {
  readonly calls: SlackCalls;
  readonly ids: readonly string[];
  readonly log: Log;
}): UserGroups {
  const members = new Map<string, ReadonlySet<string>>();
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();

  async function read(id: string): Promise<void> {
    const outcome = await calls.repeat((client) => client.usergroups.users.list({ usergroup: id }));
    if (outcome.kind === "done") {
      members.set(id, new Set(outcome.value.users ?? []));
      return;
    }
    // What was read before is used until Slack answers again; what it refuses is not.
    if (outcome.kind === "refused") members.delete(id);
    const code = outcome.kind === "refused" ? outcome.code : outcome.kind;
    log.warn({ userGroup: id, code }, explainUserGroup(id, code));
  }

  async function readAll(): Promise<void> {
    for (const id of ids) await read(id);
  }

  return {
    async of(userId) {
      // Whoever asks right after the start waits a little for the first reading.
      await inTime(reading, WAIT_MS);
      if (ids.length === 0 || ids.some((id) => !members.has(id))) return null;
      return ids.filter((id) => members.get(id)?.has(userId));
    },
    refresh() {
      timer ??= setInterval(() => void this.refresh(), REFRESH_MS).unref();
      reading = readAll();
      return reading;
    },
    stop: () => clearInterval(timer),
  };
}

/** What to do where Slack does not give the members of a user group. */
export function explainUserGroup(id: string, code: string): string {
  if (code === "missing_scope")
    return `the scope usergroups:read is missing, so the user group ${id} can't be read: run npx fewshot manifest with WATCH_GROUPS and GROUPS_FILE set, paste it under App Manifest, and reinstall the app`;
  if (code === "no_such_subteam")
    return `Slack knows no user group ${id}: correct it under mapped in GROUPS_FILE`;
  return `the members of the user group ${id} can't be read now (${code})`;
}
