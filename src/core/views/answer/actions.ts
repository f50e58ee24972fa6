/** The buttons below an answer. */

import type { Words } from "../../../i18n/words.ts";
import { type AskRecord, type Person, type Preferred, personKey, standingOverride } from "../../ask.ts";
import { titleOfLive, titleOfTried } from "../forms/compare.ts";
import { optOutConfirmation } from "../notices.ts";
import type { Action, PressName } from "../view.ts";

/** Everybody sees the same ones in a shared post; a reader of their own sees which rating they gave,
 * and Withdraw only for an override of theirs. */
export function composeActions(record: AskRecord, reader: Person | null, words: Words): Action[] {
  const isReader = (person: Person) => reader !== null && personKey(person) === personKey(reader);
  const rated = record.ratings.find(({ person }) => isReader(person))?.value;
  const action = (name: PressName, label: string, rest = ""): Action => ({
    press: { name, askId: record.ask.id, rest },
    label,
    isPressed: name === rated,
    confirm: null,
  });
  const { actions, feedback } = words;
  const { answer } = record;
  const optOut = { ...action("opt-out", actions["opt-out"]), confirm: optOutConfirmation(words) };
  if (answer?.inForce) {
    // What is right or wrong is asked of one answer; of two, which one is better.
    const own = record.preferences.find(({ person }) => isReader(person))?.preferred;
    const prefer = (preferred: Preferred, title: string): Action => ({
      ...action(`prefer-${preferred}`, words.compare.prefer(title)),
      isPressed: own === preferred,
    });
    return [
      prefer("live", titleOfLive(answer.inForce, words)),
      prefer("draft", titleOfTried(record.ask, words)),
      action("why", actions.why),
      optOut,
    ];
  }
  const override = standingOverride(record);
  const mayWithdraw = override !== null && (reader === null || isReader(override.person));
  return [
    action("right", actions.right),
    action("wrong", actions.wrong),
    action("override", actions.override),
    action("why", actions.why),
    optOut,
    ...(mayWithdraw ? [action("withdraw", feedback.withdraw, override.id)] : []),
  ];
}
