/** Answers a request with what an intent led to: as JSON for the script, as a page for a form. */

import { randomUUID } from "node:crypto";
import type { Actor } from "../../../../flows/bot/intents.ts";
import type { Outcome } from "../../../../flows/bot/outcome.ts";
import type { Standing } from "../../../../flows/commands/versions/rights.ts";
import type { Visitor } from "../../access/visitor.ts";
import { viewSheet } from "../../pages/chat/sheets.ts";
import { askPath, sheetFragment, sheetPage } from "../../pages/layout.ts";
import { redirectWith } from "../done.ts";
import { wantsJson } from "../input.ts";
import type { Visit } from "../visit.ts";

/** Everybody at the page sees the same conversation. */
const CHANNEL = "web";
export const PLACE = { platform: "web", workspace: "web", channel: CHANNEL } as const;

/** Where a person downloads their data. */
export const EXPORT_PATH = "/privacy/export";

/** Where it is said what was done, with what can be pressed next. */
export const DONE_PATH = "/done";

/** Where reviews are decided. */
export const REVIEW_PATH = "/review";

/** Refusals that are no 422. */
const STATUS: Readonly<Record<string, 404 | 429>> = {
  "rate-limited": 429,
  "not-found": 404,
  "not-allowed": 404,
};

/** Who acts.
 * @param interactionId the browser's own id of a press or an ask, so that one that is sent twice counts once */
export function actorOf({ person, locale }: Visitor, interactionId: string = randomUUID()): Actor {
  return { interactionId, person, channel: CHANNEL, locale };
}

/** Where ADMIN_TOKEN is set, everybody who gets here has logged in with it. */
export function standingOf({ isProtected }: { readonly isProtected: boolean }): () => Promise<Standing> {
  return async () => (isProtected ? "operator" : "member");
}

/** @param donePath the address that a browser without the script opens after something was done */
export async function answer(
  { options, context, visitor }: Visit,
  { outcome, donePath }: { readonly outcome: Outcome; readonly donePath: string },
): Promise<Response> {
  const isJson = wantsJson(context);
  if (outcome.kind === "accepted")
    return isJson
      ? context.json({ id: outcome.ask.id }, 202)
      : context.redirect(`/#ask-${encodeURIComponent(outcome.ask.id)}`, 303);
  if (outcome.kind === "file") return context.redirect(EXPORT_PATH, 303);
  if (outcome.kind === "notice" && outcome.about === "done" && outcome.actions.length === 0)
    return isJson ? context.json({ text: outcome.text }) : context.redirect(donePath, 303);
  if (outcome.kind === "notice" && outcome.about === "done" && !isJson) {
    const redirected = await redirectWith(context, options, { path: DONE_PATH, done: outcome });
    if (redirected !== null) return redirected;
  }
  const isRefused = outcome.kind === "notice" && (outcome.refusal !== null || outcome.about === "failed");
  const status = isRefused ? (STATUS[outcome.refusal ?? ""] ?? 422) : 200;
  if (isJson && isRefused)
    return context.json(
      {
        ...{ reason: outcome.refusal, text: outcome.text, field: outcome.field },
        ...(outcome.fieldTexts ? { fields: outcome.fieldTexts } : {}),
      },
      status,
    );
  const sheet = viewSheet(outcome, visitor.locale);
  if (isJson) return context.json({ sheet: String(sheetFragment(visitor, sheet)) });
  const render = context.req.header("x-fragment") ? sheetFragment : sheetPage;
  return context.html(render(visitor, sheet), status);
}

/** The address of an ask on the chat page. */
export const anchorOf = (askId: string) => `/#${askPath(askId).replace("/asks/", "ask-")}`;
