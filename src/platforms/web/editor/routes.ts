/** The editor's addresses: the list, a command, what is said of a text while it is written, and saving. */

import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import { z } from "zod";
import { explainFault, namePlace } from "../../../core/command/faults.ts";
import { toBotError } from "../../../core/errors.ts";
import type { CommandForm } from "../../../core/views/forms/command-form.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import type { Against, Checked, Edit } from "../../../flows/commands/editor/check.ts";
import type { Opened } from "../../../flows/commands/editor/editor.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { readVisitor, type Visitor } from "../access/visitor.ts";
import { viewSheet } from "../pages/chat/sheets.ts";
import { sheetPage } from "../pages/layout.ts";
import type { RouteOptions } from "../routes/chat/chat.ts";
import { actorOf, standingOf } from "../routes/chat/outcome.ts";
import { readBody } from "../routes/input.ts";
import { type ChooseLine, endLine, progressLine } from "./choose.ts";
import { editorPage, editorPath, listPage, type Typed } from "./page.ts";
import { renderParts, summaryOf } from "./parts.ts";

/** "triage", "triage@3", "triage@file", or "new". */
const SUBJECT = ":subject{[a-z0-9][a-z0-9_-]*(?:@(?:file|[0-9]+))?}";
const MAX_TEXT = 4_000;
const PROGRESS_EVERY_MS = 500;

/** As long as a body may be: what is too long for a command is given back with a sentence about its size. */
const text = z.string().catch("");
const formSchema = z.object({
  ...{ summary: text, description: text, input: text, output: text, labels: text, examples: text },
  ...{ tests: text, notSure: text, calibration: text },
});
const againstSchema = z
  .union([
    z.literal("file"),
    z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
  ])
  .catch("in-force" as never) as z.ZodType<Against>;
const checkSchema = z.object({
  name: z.string().max(64).catch(""),
  source: z.string(),
  form: z.object({ filled: formSchema, before: formSchema.nullable() }).nullable(),
  text: z.string().max(MAX_TEXT),
  against: againstSchema,
  runs: z.boolean(),
  isPressed: z.boolean().default(false),
});
const saveSchema = formSchema.extend({
  ...{ name: text, note: text, source: text },
  from: z.enum(["form", "source"]).catch("form"),
});

export function createEditorRoutes(options: RouteOptions): Hono {
  const { bot, limits, log } = options;
  const { editor } = bot;
  const app = new Hono();
  const actorFor = (visitor: Visitor) => ({ ...actorOf(visitor), standing: standingOf(options) });

  function sheet(context: Context, visitor: Visitor, notice: NoticeView, status: 404 | 422 | 429 = 404) {
    return context.html(sheetPage(visitor, viewSheet(notice, visitor.locale)), status);
  }

  async function show(
    context: Context,
    visitor: Visitor,
    given: { opened: Opened; typed: Typed; done?: { text: string; isFault: boolean } | null; edit: Edit },
  ) {
    const { opened, typed, edit, done = null } = given;
    const checked = await editor.check(edit, actorFor(visitor), context.req.raw.signal);
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

  app.get("/commands", async (context) => {
    const visitor = await readVisitor(context, options);
    return context.html(listPage(visitor, await editor.list(actorFor(visitor))));
  });

  app.get(`/commands/${SUBJECT}`, async (context) => {
    const visitor = await readVisitor(context, options);
    const subject = context.req.param("subject");
    const opened = await editor.open(subject === "new" ? null : subject, actorFor(visitor));
    if ("kind" in opened) return sheet(context, visitor, opened);
    const runs = context.req.query("run") !== undefined;
    if (runs) {
      const seconds = await limits.takeCheck(context, visitor);
      if (seconds !== null) return context.json({ text: wordsFor(visitor.locale).web.tooMany(seconds) }, 429);
    }
    const { form, source } = opened;
    const isSaved = context.req.query("saved") !== undefined;
    const number = Number(opened.subject.split("@")[1]);
    const done =
      isSaved && opened.name !== null && number > 0
        ? { text: wordsFor(visitor.locale).versions.savedDraft(opened.name, number), isFault: false }
        : null;
    return show(context, visitor, {
      ...{ opened, done },
      typed: { name: opened.name ?? "", note: "", form, source },
      edit: {
        ...{ name: opened.name ?? "", source, form: null, runs, isPressed: runs },
        text: (context.req.query("text") ?? "").slice(0, MAX_TEXT),
        against: againstSchema.parse(context.req.query("against")),
      },
    });
  });

  app.post("/commands/check", async (context) => {
    const visitor = await readVisitor(context, options);
    const words = wordsFor(visitor.locale);
    const body = checkSchema.safeParse(await readBody(context));
    if (!body.success) return context.json({ text: words.web.badRequest }, 400);
    const seconds = await limits.takeCheck(context, visitor);
    if (seconds !== null) return context.json({ text: words.web.tooMany(seconds) }, 429);
    const { signal } = context.req.raw;
    try {
      const checked = await editor.check(body.data, actorFor(visitor), signal);
      if (checked.kind === "notice") return context.json({ text: checked.text }, 422);
      const { source, form } = checked;
      const parts = Object.fromEntries(
        Object.entries(renderParts(checked, visitor.locale)).map(([name, part]) => [name, String(part)]),
      );
      // A line that is no example yet is in the form alone.
      const isInStep = checked.formFault === null;
      const status = summaryOf(checked, visitor.locale);
      const faults = checked.faults.map((fault) => ({
        ...{ line: fault.line, column: fault.column, place: namePlace(fault.place), ...fault.fault },
        text: explainFault(fault, words),
      }));
      return context.json({ source, form, isInStep, parts, faults, status });
    } catch (cause) {
      // Whoever types on has no use for the answer to what was typed before.
      if (!signal.aborted) throw cause;
      log.debug({ path: context.req.routePath }, "a check was cancelled");
      return context.body(null, 204);
    }
  });

  // One answer that goes on until the choice is made: nothing is kept of it, and whoever leaves ends it.
  app.post("/commands/examples", async (context) => {
    const visitor = await readVisitor(context, options);
    const words = wordsFor(visitor.locale);
    const body = checkSchema
      .pick({ name: true, source: true, form: true })
      .safeParse(await readBody(context));
    if (!body.success) return context.json({ text: words.web.badRequest }, 400);
    const seconds = await limits.takePress(context, visitor);
    if (seconds !== null) return context.json({ text: words.web.tooMany(seconds) }, 429);
    context.header("content-type", "application/x-ndjson");
    return stream(context, async (out) => {
      const left = new AbortController();
      out.onAbort(() => left.abort());
      const write = (line: ChooseLine) => out.write(`${JSON.stringify(line)}\n`);
      let latest: ChooseLine | null = null;
      const timer = setInterval(() => {
        if (latest) void write(latest);
      }, PROGRESS_EVERY_MS);
      try {
        const chosen = await editor.choose(body.data, actorFor(visitor), {
          signal: left.signal,
          onProgress: (done, total) => {
            latest = progressLine(done, total, visitor.locale);
          },
        });
        clearInterval(timer);
        await write(endLine(chosen, visitor.locale));
      } catch (cause) {
        if (left.signal.aborted) return;
        log.warn({ code: toBotError(cause).code }, "examples could not be chosen");
        const text = words.failures[toBotError(cause).code];
        await write({ kind: "end", text, markup: "", examples: null, isProven: false });
      } finally {
        clearInterval(timer);
      }
    });
  });

  app.post(`/commands/${SUBJECT}/save`, async (context) => {
    const visitor = await readVisitor(context, options);
    const words = wordsFor(visitor.locale);
    const body = saveSchema.safeParse(await readBody(context));
    if (!body.success) return context.json({ text: words.web.badRequest }, 400);
    const seconds = await limits.takePress(context, visitor);
    if (seconds !== null) return context.json({ text: words.web.tooMany(seconds) }, 429);
    const given = context.req.param("subject");
    const subject = given === "new" ? "" : given;
    const opened = await editor.open(subject === "" ? null : subject, actorFor(visitor));
    if ("kind" in opened) return sheet(context, visitor, opened);
    const { from, name, note, source: written, ...form } = body.data;
    // Browsers send line ends of two characters.
    const source = written.replaceAll("\r\n", "\n");
    const applied = from === "source" ? { source } : bot.commands.applyForm(opened.source, opened.form, form);
    const typed = {
      name,
      note,
      form: form as CommandForm,
      source: "source" in applied ? applied.source : source,
    };
    const edit: Edit = {
      ...{ name: opened.name ?? name, source: typed.source, text: "", against: "in-force" },
      ...{ runs: false, isPressed: false },
      form: "fault" in applied ? { filled: form, before: opened.form } : null,
    };
    if ("fault" in applied) {
      const done = { text: words.editor.notSaved, isFault: true };
      const ahead = { ...typed, source: opened.source, before: opened.form };
      return show(context, visitor, { opened, typed: ahead, done, edit: { ...edit, source: opened.source } });
    }
    const outcome = await bot.handle(
      { kind: "save-source", subject: opened.subject, name, source: applied.source, note },
      actorFor(visitor),
    );
    if (outcome.kind !== "notice") return context.notFound();
    if (outcome.about !== "done")
      return show(context, visitor, { opened, typed, done: { text: outcome.text, isFault: true }, edit });
    const saved = outcome.actions[0]?.press.rest ?? opened.subject;
    return context.redirect(`${editorPath(saved)}?saved=1`, 303);
  });
  return app;
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
