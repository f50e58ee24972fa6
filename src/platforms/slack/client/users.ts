/** People's display names and languages as Slack has them, remembered for an hour. Nothing waits long for them. */

import type { SlackCalls } from "./web-api.ts";

interface KnownPerson {
  readonly name: string;
  /** BCP 47 tag, e.g. "en-US". */
  readonly locale: string;
}

export interface People {
  /** The person, or `guess` as the name when Slack has not answered within `timeoutMs`. */
  look(
    userId: string,
    options: { readonly guess: string; readonly timeoutMs?: number },
  ): Promise<KnownPerson>;
}

const REMEMBER_MS = 60 * 60_000;
/** A failed look-up is tried again after this long. */
const RETRY_MS = 60_000;
const MAX_PEOPLE = 20_000;
const TIMEOUT_MS = 800;
const DEFAULT_LOCALE = "en";

export function createPeople(calls: SlackCalls): People {
  const known = new Map<string, { found: Promise<KnownPerson | null>; untilMs: number }>();

  async function fetchPerson(userId: string): Promise<KnownPerson | null> {
    const outcome = await calls.once((client) => client.users.info({ user: userId, include_locale: true }));
    const user = outcome.kind === "done" ? outcome.value.user : undefined;
    if (!user) {
      const entry = known.get(userId);
      if (entry) entry.untilMs = Date.now() + RETRY_MS;
      return null;
    }
    const name = user.profile?.display_name || user.real_name || user.name || userId;
    return { name, locale: user.locale ?? DEFAULT_LOCALE };
  }

  return {
    async look(userId, { guess, timeoutMs = TIMEOUT_MS }) {
      let entry = known.get(userId);
      if (!entry || entry.untilMs < Date.now()) {
        if (known.size >= MAX_PEOPLE) known.delete(known.keys().next().value ?? "");
        entry = { found: fetchPerson(userId), untilMs: Date.now() + REMEMBER_MS };
        known.set(userId, entry);
      }
      const timeout = new Promise<null>((resolve) => setTimeout(resolve, timeoutMs, null).unref());
      return (await Promise.race([entry.found, timeout])) ?? { name: guess, locale: DEFAULT_LOCALE };
    },
  };
}
