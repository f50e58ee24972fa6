/** Who saved, published and retired which version of a command, as people read it. */

import {
  covers,
  EVERYWHERE,
  narrowness,
  type VersionAction,
  workspaceOf,
} from "../../../../core/command/saved-command.ts";
import { personName } from "../../../../core/text/person-name.ts";
import { toOneLine } from "../../../../core/text/text.ts";
import { preferenceLine, trialLine } from "../../../../core/views/forms/compare.ts";
import { notice } from "../../../../core/views/notices.ts";
import type { NoticeView } from "../../../../core/views/view.ts";
import { type Words, wordsFor } from "../../../../i18n/words.ts";
import { refuse } from "../../../bot/outcome.ts";
import { findHolders, sayHolder } from "../../../privacy/erased-texts.ts";
import { mayAllDraft, missing, type Task } from "./task.ts";

/** Lines of a history that are shown, and of versions that were tried or compared; the terminal shows all. */
const MAX_LINES = 20;
const MAX_PAIRS = 5;

export async function history(task: Task): Promise<NoticeView> {
  const { ports, name, place, standing, words, actor } = task;
  const { time } = wordsFor(actor.locale);
  const events = (await ports.store.listVersionEvents(name)).filter(
    ({ scope }) => standing === "operator" || covers(scope, place),
  );
  if (events.length === 0) {
    const isForAll = mayAllDraft(ports);
    const text = await missing(task, ({ noHistory }) => noHistory(name, isForAll));
    return refuse(ports, actor, "not-found", text);
  }
  const lines = events.slice(-MAX_LINES).map(({ number, action, scope, person, note, at }) => {
    const line = lineOf(
      action,
      words,
    )({
      number,
      action: words.actions[action],
      where: words.scopes[narrowness(scope)],
      who: person ? personName(person, wordsFor(actor.locale)) : words.somebody,
      when: time.moment(at),
    });
    return note === null ? line : words.withNote(line, toOneLine(note));
  });
  const seen = new Set(events.map(({ number }) => number));
  // Whoever is in charge of everything sees the history of all places.
  const counted = standing === "operator" ? EVERYWHERE : workspaceOf(place);
  const isEverywhere = counted === EVERYWHERE;
  const compared = (await ports.store.countPreferences(name, counted))
    .filter(({ draft, live }) => seen.has(draft) && (live === null || seen.has(live)))
    .slice(0, MAX_PAIRS)
    .map((one) => preferenceLine(one, wordsFor(actor.locale), isEverywhere));
  const tried = (await ports.store.countTrials(name, counted))
    .filter(({ version }) => seen.has(version))
    .slice(0, MAX_PAIRS)
    .map((one) => trialLine(one, wordsFor(actor.locale), isEverywhere));
  const holders = (await findHolders(ports, name))
    .filter(({ number }) => number === null || seen.has(number))
    .map((holder) => sayHolder(holder, actor.locale));
  return {
    ...notice("commands", [...lines, ...tried, ...compared, ...holders].join("\n")),
    title: words.historyTitle(name),
  };
}

function lineOf(action: VersionAction, words: Words["versions"]) {
  if (action === "text-erased") return words.textErasedLine;
  if (action === "changed") return words.changedLine;
  return action === "head-on" || action === "head-off" ? words.headLine : words.historyLine;
}
