/**
 * What came of a form that was sent, for the page that the browser opens next: who loads that page anew sends no form again. It is in a
 * signed cookie for a minute, and the address names it, so that another tab does not show it.
 *
 * This is for what was done. A question and a refusal are answered in place: nothing was changed, and what was typed may be in them.
 */

import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { z } from "zod";
import { notice } from "../../../core/views/notices.ts";
import { type NoticeView, PRESS_NAMES } from "../../../core/views/view.ts";
import { readSignedCookie, type Signing, writeSignedCookie } from "../access/signed-cookie.ts";

const COOKIE = "fewshot_done";
const PARAMETER = "done";
const MAX_AGE_SECONDS = 60;
const doneSchema = z.object({
  id: z.string(),
  title: z.string().nullable(),
  text: z.string(),
  remark: z.string().nullable(),
  refusal: z.string().nullable(),
  actions: z.array(
    z.object({
      label: z.string(),
      press: z.object({ name: z.enum(PRESS_NAMES), askId: z.string(), rest: z.string() }),
    }),
  ),
});

/** Opens a page that shows what was done.
 * @param path of the page; it reads the notice with `readDone`
 * @returns null where the notice is too long for a cookie */
export async function redirectWith(
  context: Context,
  signing: Signing,
  { path, done }: { readonly path: string; readonly done: NoticeView },
): Promise<Response | null> {
  const id = randomBytes(6).toString("base64url");
  const kept: z.input<typeof doneSchema> = { ...done, id, actions: [...done.actions] };
  const cookie = { name: COOKIE, value: doneSchema.parse(kept), maxAge: MAX_AGE_SECONDS };
  if (!(await writeSignedCookie(context, signing, cookie))) return null;
  return context.redirect(`${path}?${PARAMETER}=${id}`, 303);
}

/** @returns what was done before this page was opened; null for nothing, and once a minute has passed */
export async function readDone(context: Context, signing: Signing): Promise<NoticeView | null> {
  const id = context.req.query(PARAMETER);
  if (id === undefined) return null;
  const done = await readSignedCookie(context, signing, { name: COOKIE, schema: doneSchema });
  if (done?.id !== id) return null;
  const { title, text, remark, refusal, actions } = done;
  return {
    ...notice("done", text),
    ...{ title, remark, refusal },
    actions: actions.map((action) => ({ ...action, isPressed: false, confirm: null })),
  };
}
