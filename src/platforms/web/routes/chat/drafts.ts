/** Commands made by form on the page. */

import { type Context, Hono } from "hono";
import { z } from "zod";
import { type COMMAND_FIELDS, MAX_FIELD_CHARACTERS } from "../../../../core/views/forms/command-form.ts";
import type { NoticeView, PressName } from "../../../../core/views/view.ts";
import { type Intent, intentOfForm, intentOfPress } from "../../../../flows/bot/intents.ts";
import type { Outcome } from "../../../../flows/bot/outcome.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { readVisitor } from "../../access/visitor.ts";
import { refusedSheet } from "../../pages/chat/sheets.ts";
import { sheetPage } from "../../pages/layout.ts";
import { readBody, wantsJson } from "../input.ts";
import type { RouteOptions } from "../options.ts";
import { actorOf, answer, standingOf } from "./outcome.ts";

/** "new", "triage@3" or "triage@file". */
const SUBJECT = ":subject{new|[a-z0-9][a-z0-9_-]*@(?:file|[0-9]+)}";
/** The fields of each form. One that was left empty is not sent. */
const FIELDS = {
  command: ["name", "description", "labels", "examples", "note"],
  "command-settings": ["summary", "input", "output", "notSure", "tests"],
} as const satisfies Record<string, readonly (keyof typeof COMMAND_FIELDS)[]>;
const valuesSchema = z.record(
  z.string(),
  z
    .string()
    .max(MAX_FIELD_CHARACTERS * 2)
    .nullish()
    .catch(null),
);

/** What was seen of the change, where the version is to be live, and the version in force that was seen beside it. */
const publishSchema = z.object({
  confirm: z
    .string()
    .regex(/^(?:yes|now|anyway|again)(?:\.(?:everywhere|channel|workspace))?(?:\.\d{1,9})?$/)
    .catch("yes"),
});

/** Whether it is said why a form was not taken. */
const isRefused = (outcome: Outcome): outcome is NoticeView =>
  outcome.kind === "notice" && outcome.refusal !== null;

export function createDraftRoutes(options: RouteOptions): Hono {
  const { bot, limits } = options;
  const app = new Hono();

  /** @param form that the intent was read from: a browser without the script gets it back where it is refused */
  async function act(
    context: Context,
    toIntent: (subject: string) => Intent | null,
    form: keyof typeof FIELDS | null = null,
  ): Promise<Response> {
    const visitor = await readVisitor(context, options);
    const words = wordsFor(visitor.locale).web;
    const given = context.req.param("subject") ?? "";
    const intent = toIntent(given === "new" ? "" : given);
    if (intent === null) return context.json({ text: words.badRequest }, 400);
    const seconds = await limits.takePress(context, visitor);
    if (seconds !== null) return context.json({ text: words.tooMany(seconds) }, 429);
    const actor = { ...actorOf(visitor), standing: standingOf(options) };
    const outcome = await bot.handle(intent, actor);
    if (form !== null && intent.kind === "save-command" && !wantsJson(context) && isRefused(outcome)) {
      const again = await bot.handle(
        { kind: "edit-command", subject: intent.subject === "" ? null : intent.subject, page: form },
        actor,
      );
      if (again.kind === "form")
        return context.html(sheetPage(visitor, refusedSheet(again, intent.values, outcome)), 422);
    }
    return answer({ options, context, visitor }, { outcome, donePath: "/" });
  }

  async function save(context: Context, form: keyof typeof FIELDS): Promise<Response> {
    const body = valuesSchema.safeParse(await readBody(context));
    const toIntent = (subject: string) => {
      if (!body.success) return null;
      const fields = FIELDS[form].filter((field) => field !== "name" || subject === "");
      return intentOfForm(
        form,
        subject,
        Object.fromEntries(fields.map((field) => [field, body.data[field] ?? null])),
      );
    };
    return act(context, toIntent, form);
  }

  app.post(`/drafts/${SUBJECT}/save`, (context) => save(context, "command"));
  app.post(`/drafts/${SUBJECT}/settings`, (context) => save(context, "command-settings"));
  app.get(`/drafts/${SUBJECT}/settings`, (context) =>
    act(context, (rest) => intentOfPress({ name: "draft-settings", askId: "", rest })),
  );
  app.post(`/drafts/${SUBJECT}/other`, (context) =>
    act(context, (rest) => intentOfPress({ name: "draft-other", askId: "", rest })),
  );
  app.post(`/drafts/${SUBJECT}/back`, (context) =>
    act(context, (rest) => intentOfPress({ name: "draft-back", askId: "", rest })),
  );
  app.post(`/drafts/${SUBJECT}/publish`, async (context) => {
    const { confirm } = publishSchema.parse(await readBody(context));
    const [step = "yes"] = confirm.split(".");
    const name = step === "yes" ? "draft-publish" : (`draft-publish-${step}` as PressName);
    return act(context, (subject) =>
      intentOfPress({ name, askId: "", rest: `${subject}${confirm.slice(step.length)}` }),
    );
  });
  return app;
}
