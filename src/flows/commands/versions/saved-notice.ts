/** "Draft 3 is saved": what may be wrong with it, how its tests come out, and what can be done next. */

import type { Command } from "../../../core/command/command.ts";
import type { SavedVersion } from "../../../core/command/saved-command.ts";
import { explainWarning, warningsOf } from "../../../core/command/warnings.ts";
import { notice } from "../../../core/views/notices.ts";
import type { Action, NoticeView, PressName } from "../../../core/views/view.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { infoOf } from "../../asks/answer/known-model.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { Actor } from "../../bot/intents.ts";
import { testLines } from "../editor/test-words.ts";
import { standingOf } from "./change/task.ts";
import { mayManage } from "./rights.ts";
import { losesFile } from "./save.ts";
import type { EditPorts } from "./save-edit.ts";

/** Warnings that are shown; the editor shows all. */
const MAX_WARNINGS = 4;

export async function savedNotice(
  ports: EditPorts,
  actor: Actor,
  { version: { name, number }, command }: { readonly version: SavedVersion; readonly command: Command },
): Promise<NoticeView> {
  const all = wordsFor(actor.locale);
  const { versions: words } = all;
  const isBuiltin = infoOf(ports.model.status())?.builtin ?? false;
  // A form has a field for tests, and says there what they are for.
  const warnings = warningsOf(command, isBuiltin).filter(({ kind }) => kind !== "no-tests");
  const other = warnings.find((one) => one.kind === "no-other");
  const place = placeOfActor(actor);
  const tests = await ports.testSaved(command, place);
  // Who can't be asked about is offered no button; the word publish asks again.
  const standing = await standingOf(ports, actor).catch(() => "member" as const);
  const action = (press: PressName, label: string): Action => ({
    press: { name: press, askId: "", rest: `${name}@${number}` },
    label,
    ...{ isPressed: false, confirm: null },
  });
  const remarks = [
    ...(losesFile(ports.commands, name, place) ? [all.review.losesFile] : []),
    ...(tests === null ? [] : testLines(tests, all)),
    words.remarks(warnings.slice(0, MAX_WARNINGS).map((warning) => explainWarning(warning, all))),
  ];
  return {
    ...notice("done", words.savedDraft(name, number)),
    remark: remarks.filter((line) => line !== "").join("\n") || null,
    actions: [
      action("draft-settings", words.more),
      ...(other ? [action("draft-other", words.addOther(other.label))] : []),
      ...(mayManage(standing, { ...place, channel: "" }, place)
        ? [action("draft-publish", words.publish)]
        : []),
    ],
  };
}
