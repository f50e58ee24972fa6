/** Shows the editor of a command, with what is said of the text in it. */

import type { Context } from "hono";
import type { NoticeView } from "../../../core/views/view.ts";
import type { Actor } from "../../../flows/bot/intents.ts";
import type { Checked, Edit } from "../../../flows/commands/editor/check.ts";
import type { Opened } from "../../../flows/commands/editor/editor.ts";
import type { Visitor } from "../access/visitor.ts";
import { viewSheet } from "../pages/chat/sheets.ts";
import { sheetPage } from "../pages/layout.ts";
import type { RouteOptions } from "../routes/chat/chat.ts";
import { actorOf, standingOf } from "../routes/chat/outcome.ts";
import { editorPage, type Typed } from "./page.ts";
import { renderParts } from "./parts.ts";

/** Who edits, and where the page goes. */
export interface Editing {
  readonly options: RouteOptions;
  readonly context: Context;
  readonly visitor: Visitor;
}

interface Shown {
  readonly opened: Opened;
  readonly typed: Typed;
  readonly edit: Edit;
  /** What came of saving. */
  readonly done?: { readonly text: string; readonly isFault: boolean } | null;
}

export const editorOf = ({ options, visitor }: Omit<Editing, "context">): Actor => ({
  ...actorOf(visitor),
  standing: standingOf(options),
});

export async function showEditor(
  editing: Editing,
  { opened, typed, edit, done = null }: Shown,
): Promise<Response> {
  const { context, visitor } = editing;
  const { editor } = editing.options.bot;
  const checked = await editor.check(edit, editorOf(editing), context.req.raw.signal);
  const parts = renderParts(checked.kind === "notice" ? nothing(edit) : checked, visitor.locale);
  const optedOut = checked.kind === "notice" ? { text: checked.text, isFault: true } : null;
  return context.html(
    editorPage({
      ...{ reader: visitor, opened, typed, parts, text: edit.text, against: edit.against },
      runsByItself: editor.runsByItself(),
      done: done ?? optedOut,
    }),
    done?.isFault ? 422 : 200,
  );
}

/** Why there is nothing to edit. */
export function showNotice({ context, visitor }: Editing, notice: NoticeView): Response | Promise<Response> {
  return context.html(sheetPage(visitor, viewSheet(notice, visitor.locale)), 404);
}

/** What is shown to who has opted out: the source, and nothing of the model. */
const nothing = ({ source }: Edit): Checked => ({
  ...{
    kind: "checked",
    source,
    form: null,
    faults: [],
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
