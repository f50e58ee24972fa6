/** What Slack tells of people: display name and language, remembered for an hour. Nothing waits long for it. */

import type { Person } from "../../../core/ask.ts";
import type { SlackCalls } from "./web-api.ts";

interface KnownPerson {
  readonly name: string;
  /** BCP 47 tag, e.g. "en-US". */
  readonly locale: string;
}

export interface People {
  /** Looks a person up; after `patienceMs` the answer is a guess. */
  look(
    userId: string,
    options: { readonly guess: string; readonly patienceMs?: number },
  ): Promise<KnownPerson>;
}

const REMEMBER_MS = 60 * 60_000;
/** A failed look-up is tried again after this long. */
const FORGET_FAILURE_MS = 60_000;
const MAX_PEOPLE = 20_000;
const PATIENCE_MS = 800;
const DEFAULT_LOCALE = "en";

export function createPeople(calls: SlackCalls): People {
  const known = new Map<string, { found: Promise<KnownPerson | null>; untilMs: number }>();

  async function fetchPerson(userId: string): Promise<KnownPerson | null> {
    const outcome = await calls.once((client) => client.users.info({ user: userId, include_locale: true }));
    const user = outcome.kind === "done" ? outcome.value.user : undefined;
    if (!user) {
      const entry = known.get(userId);
      if (entry) entry.untilMs = Date.now() + FORGET_FAILURE_MS;
      return null;
    }
    const name = user.profile?.display_name || user.real_name || user.name || userId;
    return { name, locale: user.locale ?? DEFAULT_LOCALE };
  }

  return {
    async look(userId, { guess, patienceMs = PATIENCE_MS }) {
      let entry = known.get(userId);
      if (!entry || entry.untilMs < Date.now()) {
        if (known.size >= MAX_PEOPLE) known.delete(known.keys().next().value ?? "");
        entry = { found: fetchPerson(userId), untilMs: Date.now() + REMEMBER_MS };
        known.set(userId, entry);
      }
      const tired = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref());
      return (await Promise.race([entry.found, tired])) ?? { name: guess, locale: DEFAULT_LOCALE };
    },
  };
}

export function makePerson(workspace: string, id: string, name: string): Person {
  return { platform: "slack", workspace, id, name };
}
