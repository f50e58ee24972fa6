/** People's display names and languages as Slack has them, remembered for an hour. Nothing waits long for them. */

import { LRUCache } from "lru-cache";
import { inTime } from "../../shared/acknowledge.ts";
import { type SlackCalls, toPlatformError } from "./web-api.ts";

interface KnownPerson {
  readonly name: string;
  /** BCP 47 tag, e.g. "en-US". */
  readonly locale: string;
}

export interface People {
  /** The person, or `guess` as the name when Slack has not answered within `timeoutMs`. */
  find(
    userId: string,
    options: { readonly guess: string; readonly timeoutMs?: number },
  ): Promise<KnownPerson>;
  /** Whether the person is an admin or owner of the workspace now; nothing is remembered.
   * @throws {BotError} PLATFORM_* when Slack does not say it */
  isAdmin(userId: string, workspace: string): Promise<boolean>;
}

const REMEMBER_MS = 60 * 60_000;
/** A failed lookup is tried again after this long. */
const RETRY_MS = 60_000;
const MAX_PEOPLE = 20_000;
const TIMEOUT_MS = 800;
const DEFAULT_LOCALE = "en";

export function createPeople(calls: SlackCalls): People {
  const known = new LRUCache<string, Promise<KnownPerson | null>>({ max: MAX_PEOPLE, ttl: REMEMBER_MS });

  async function fetchPerson(userId: string): Promise<KnownPerson | null> {
    const outcome = await calls.once((client) => client.users.info({ user: userId, include_locale: true }));
    const user = outcome.kind === "done" ? outcome.value.user : undefined;
    if (!user) {
      known.set(userId, Promise.resolve(null), { ttl: RETRY_MS });
      return null;
    }
    const name = user.profile?.display_name || user.real_name || user.name || userId;
    return { name, locale: user.locale ?? DEFAULT_LOCALE };
  }

  return {
    async isAdmin(userId, workspace) {
      const outcome = await calls.repeat((client) => client.users.info({ user: userId }));
      if (outcome.kind !== "done") throw toPlatformError(outcome, "users.info");
      const { user } = outcome.value;
      // Somebody from a connected workspace may be an admin there.
      return user?.team_id === workspace && (user.is_admin === true || user.is_owner === true);
    },
    async find(userId, { guess, timeoutMs = TIMEOUT_MS }) {
      const found = known.get(userId) ?? fetchPerson(userId);
      if (!known.has(userId)) known.set(userId, found);
      return (await inTime(found, timeoutMs)) ?? { name: guess, locale: DEFAULT_LOCALE };
    },
  };
}
