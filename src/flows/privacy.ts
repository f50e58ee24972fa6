/** A person's wishes about their data: opt out and in, export, erase. */

import { wordsFor } from "../i18n/words.ts";
import type { Bot } from "./bot.ts";
import type { FlowPorts } from "./context.ts";

export function createPrivacy({ store }: Pick<FlowPorts, "store">): Bot["privacy"] {
  return {
    isOptedOut: (person) => store.isOptedOut(person),
    async optOut(person, locale) {
      await store.setOptedOut(person, true);
      return { kind: "done", text: wordsFor(locale).privacy.optedOut };
    },
    async optIn(person, locale) {
      await store.setOptedOut(person, false);
      return { kind: "done", text: wordsFor(locale).privacy.optedIn };
    },
    exportData: (person) => store.exportPerson(person),
    async eraseData(person, locale) {
      const asks = await store.erasePerson(person);
      return { kind: "done", text: wordsFor(locale).privacy.erased(asks) };
    },
  };
}
