/** How people are named to a reader. */

import { LANGUAGES, type Words } from "../../i18n/words.ts";
import type { Person } from "../ask.ts";
import { toOneLine } from "./text.ts";

/** Of an id that tell guests apart. */
const SHORT_CHARACTERS = 4;

/** The name of a guest of the page, who has chosen none. */
export function guestName(id: string, { web }: Words): string {
  return web.guest(id.slice(0, SHORT_CHARACTERS));
}

/** What others see of a person, on one line. An ask keeps a guest's name in the guest's language; the reader sees it in their own. */
export function personName({ id, name }: Pick<Person, "id" | "name">, words: Words): string {
  const isGuest = Object.values(LANGUAGES).some((language) => name === guestName(id, language));
  return isGuest ? guestName(id, words) : toOneLine(name) || id;
}
