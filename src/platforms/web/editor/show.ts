/** Shows the editor of a command, with what is said of the text in it. */

import type { NoticeView } from "../../../core/views/view.ts";
import type { Checked, Edit } from "../../../flows/commands/editor/check.ts";
import type { Opened } from "../../../flows/commands/editor/editor.ts";
import { copyMarkOf } from "../access/visitor.ts";
import { viewSheet } from "../pages/chat/sheets.ts";
import { sheetPage } from "../pages/layout.ts";
import { wantsJson } from "../routes/input.ts";
import { actorIn, type Visit } from "../routes/visit.ts";
import { editorPage, type Typed } from "./page.ts";
import { renderParts } from "./parts.ts";

interface Shown {
  readonly opened: Opened;
  readonly typed: Typed;
  readonly edit: Edit;
  /** What came of saving. */
  readonly done?: { readonly text: string; readonly isFault: boolean } | null;
  /** Where it is a fault; 422 where it is left out. */
  readonly status?: 422 | 429;
}

export async function showEditor(
  visit: Visit,
  { opened, typed, edit, done = null, status = 422 }: Shown,
): Promise<Response> {
  const { context, visitor } = visit;
  const { editor } = visit.options.bot;
  const person = copyMarkOf(visitor, visit.options);
  const checked = await editor.check(edit, actorIn(visit), context.req.raw.signal);
  const parts = renderParts(checked.kind === "notice" ? nothing(edit) : checked, visitor.locale);
  const optedOut = checked.kind === "notice" ? { text: checked.text, isFault: true } : null;
  return context.html(
    editorPage({
      ...{ reader: visitor, person, opened, typed, parts, text: edit.text, against: edit.against },
      runsByItself: editor.runsByItself(),
      done: done ?? optedOut,
    }),
    done?.isFault ? status : 200,
  );
}

/** Why there is nothing to edit. */
export function showNotice({ context, visitor }: Visit, notice: NoticeView): Response | Promise<Response> {
  if (wantsJson(context)) return context.json({ text: notice.text }, 404);
  return context.html(sheetPage(visitor, viewSheet(notice, visitor.locale)), 404);
}

/** What is shown to who has opted out: the source, and nothing of the model. */
const nothing = ({ source }: Edit): Checked => ({
  ...{
    kind: "checked",
    source,
    form: null,
    faults: [],
    inForm: null,
    formFault: null,
    isTooLarge: false,
    command: null,
    isModelKnown: true,
  },
  ...{
    warnings: [],
    losesHead: false,
    prompt: null,
    answer: null,
    tests: null,
    corrections: null,
    other: null,
  },
});
