/** Saves an edit as a draft: of the form, or of the YAML. */

import { type CommandForm, summaryOf } from "../../../core/views/forms/command-form.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import type { Edit } from "../../../flows/commands/editor/check.ts";
import type { Opened } from "../../../flows/commands/editor/editor.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { editorPath } from "../pages/layout.ts";
import { readBody, wantsJson } from "../routes/input.ts";
import { actorIn, type Visit } from "../routes/visit.ts";
import { saveSchema } from "./input.ts";
import { formFaultText } from "./parts.ts";
import { showEditor, showNotice } from "./show.ts";

/** The summary of a new command follows what it decides, until it has words of its own: the script does it while somebody writes. */
function followed<Form extends Pick<CommandForm, "summary" | "description">>(
  { name, form: { summary, description } }: Opened,
  form: Form,
): Form {
  const isLeft = name === null && form.summary === summary && form.description !== description;
  return isLeft ? { ...form, summary: summaryOf(form.description) } : form;
}

interface Refusal {
  readonly status?: 422 | 429;
  readonly field?: string | null;
}

export async function saveEdit(visit: Visit): Promise<Response> {
  const { options, context, visitor } = visit;
  const { bot } = options;
  const words = wordsFor(visitor.locale);
  const body = saveSchema.safeParse(await readBody(context));
  if (!body.success) return context.json({ text: words.web.badRequest }, 400);
  const seconds = await options.limits.takePress(context, visitor);
  // The script stays on the page until the draft is saved, so that nothing written is lost.
  const isScript = wantsJson(context);
  const subject = String(context.req.param("subject"));
  const opened = await openRest(visit, subject);
  if ("kind" in opened) return showNotice(visit, opened);
  const { from, written = from, name, note, source, ...filled } = body.data;
  const form = followed(opened, filled);
  const applied = from === "source" ? { source } : bot.commands.applyForm(opened.source, opened.form, form);
  const typed = { name, note, form: form as CommandForm };
  const edit: Omit<Edit, "source" | "form"> = {
    ...{ name: opened.name ?? name, text: "", against: "in-force", runs: false, isPressed: false },
  };
  // Without the script, what was typed is shown again with the reason.
  const refuse = (text: string, { status = 422, field = null }: Refusal, shown = opened.source) => {
    if (isScript) return context.json({ text, field }, status);
    return showEditor(visit, {
      ...{ opened, status, done: { text, isFault: true } },
      typed: { ...typed, source: shown, ...("fault" in applied ? { before: opened.form } : {}) },
      edit:
        from === "form"
          ? { ...edit, source: opened.source, form: { filled: form, before: opened.form } }
          : { ...edit, source, form: null },
    });
  };
  if (seconds !== null)
    return refuse(
      words.web.tooMany(seconds),
      { status: 429 },
      "source" in applied ? applied.source : undefined,
    );
  if ("fault" in applied)
    return refuse(`${words.editor.notSaved}\n${formFaultText(applied.fault, visitor.locale)}`, {});
  const outcome = await bot.handle(
    {
      ...{ kind: "save-source", subject: opened.subject, name, source: applied.source, note },
      ...(written === "form" ? { form } : {}),
    },
    actorIn(visit),
  );
  if (outcome.kind !== "notice") return context.notFound();
  if (outcome.about !== "done") return refuse(outcome.text, { field: outcome.field }, applied.source);
  const saved = outcome.actions[0]?.press.rest ?? opened.subject;
  const newer = newerThan(opened, saved);
  const location = `${editorPath(saved)}?saved=1${newer === null ? "" : `&against=${newer}`}`;
  if (!isScript) return context.redirect(location, 303);
  const [title = ""] = saved.split("@");
  return context.json({ location, text: outcome.text, title: words.versions.editTitle(title) });
}

/** The newest version beside what was saved, where it is newer than what the edit started from: its changes are not in it. Null for none. */
function newerThan({ subject, versions }: Opened, saved: string): number | null {
  const numberOf = (of: string) => Number(of.split("@")[1]) || 0;
  const newest = versions.find(({ state, number }) => state !== "retired" && number !== numberOf(saved));
  return newest && newest.number > numberOf(subject) ? newest.number : null;
}

/** What an edit started from. Where that was deleted meanwhile, what is left of the command, else nothing, so that the edit is saved all the
 * same. */
async function openRest(visit: Visit, subject: string): Promise<Opened | NoticeView> {
  const { editor } = visit.options.bot;
  if (subject === "new") return editor.open(null, actorIn(visit));
  const [name = "", version] = subject.split("@");
  const found = await editor.open(subject, actorIn(visit));
  if (!("kind" in found) || version === undefined) return found;
  const rest = await editor.open(name, actorIn(visit));
  return "kind" in rest ? editor.open(null, actorIn(visit)) : rest;
}
