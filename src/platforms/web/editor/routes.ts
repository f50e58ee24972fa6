/** The editor's addresses: the list, a command, what is said of a text while it is written, and saving. */

import { Hono } from "hono";
import type { Opened } from "../../../flows/commands/editor/editor.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { RouteOptions } from "../routes/options.ts";
import { actorIn, type Visit, withVisitor } from "../routes/visit.ts";
import { checkEdit } from "./check.ts";
import { chooseExamples } from "./choose/route.ts";
import { againstSchema, MAX_TEXT } from "./input.ts";
import { listPage } from "./page.ts";
import { saveEdit } from "./save.ts";
import { showEditor, showNotice } from "./show.ts";

/** "triage", "triage@3", "triage@file", or "new". */
const SUBJECT = ":subject{[a-z0-9][a-z0-9_-]*(?:@(?:file|[0-9]+))?}";

export function createEditorRoutes(options: RouteOptions): Hono {
  const app = new Hono();
  const by = withVisitor(options);
  app.get("/commands", by(listCommands));
  app.get(`/commands/${SUBJECT}`, by(openCommand));
  app.post("/commands/check", by(checkEdit));
  app.post("/commands/examples", by(chooseExamples));
  app.post(`/commands/${SUBJECT}/save`, by(saveEdit));
  return app;
}

async function listCommands(visit: Visit): Promise<Response> {
  const { options, context, visitor } = visit;
  return context.html(listPage(visitor, await options.bot.editor.list(actorIn(visit))));
}

async function openCommand(visit: Visit): Promise<Response> {
  const { options, context, visitor } = visit;
  const subject = String(context.req.param("subject"));
  const opened = await options.bot.editor.open(subject === "new" ? null : subject, actorIn(visit));
  if ("kind" in opened) return showNotice(visit, opened);
  const isPressed = context.req.query("run") !== undefined;
  const seconds = isPressed ? await options.limits.takeCheck(context, visitor) : null;
  const runs = isPressed && seconds === null;
  const name = opened.name ?? "";
  return showEditor(visit, {
    opened,
    done:
      seconds === null
        ? savedNotice(visit, opened)
        : { text: wordsFor(visitor.locale).web.tooMany(seconds), isFault: true },
    status: 429,
    typed: { name, note: "", form: opened.form, source: opened.source },
    edit: {
      ...{ name, source: opened.source, form: null, runs, isPressed: runs },
      text: (context.req.query("text") ?? "").slice(0, MAX_TEXT),
      against: againstSchema.parse(context.req.query("against")),
    },
  });
}

/** What is said after a draft was saved: the address says so. */
function savedNotice({ context, visitor }: Visit, { name, subject }: Opened) {
  const number = Number(subject.split("@")[1]);
  if (context.req.query("saved") === undefined || name === null || !(number > 0)) return null;
  const { versions, editor } = wordsFor(visitor.locale);
  const newer = againstSchema.parse(context.req.query("against"));
  const lines = [
    versions.savedDraft(name, number),
    ...(typeof newer === "number" ? [editor.isBehind(newer)] : []),
  ];
  return { text: lines.join("\n"), isFault: false };
}
