/**
 * What came of a form that was sent, for the page that the browser opens next: who loads that page anew sends no form again. It is in a
 * signed cookie for a minute, and the address names it, so that another tab does not show it.
 *
 * This is for what was done. A question and a refusal are answered in place: nothing was changed, and what was typed may be in them.
 */

import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getSignedCookie, setSignedCookie } from "hono/cookie";
import { z } from "zod";
import { notice } from "../../../core/views/notices.ts";
import { type NoticeView, PRESS_NAMES } from "../../../core/views/view.ts";
import type { VisitorOptions } from "../access/visitor.ts";

const COOKIE = "fewshot_done";
const PARAMETER = "done";
const MAX_AGE_SECONDS = 60;
/** Browsers keep 4,096 bytes of a cookie with its name, signature and attributes. */
const MAX_VALUE_CHARACTERS = 3_600;

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

type Signing = Pick<VisitorOptions, "secret" | "isSecure">;

/** Opens a page that shows what was done.
 * @param path of the page; it reads the notice with `readDone`
 * @returns null where the notice is too long for a cookie */
export async function redirectWith(
  context: Context,
  { secret, isSecure }: Signing,
  { path, done }: { readonly path: string; readonly done: NoticeView },
): Promise<Response | null> {
  const id = randomBytes(6).toString("base64url");
  const kept: z.input<typeof doneSchema> = { ...done, id, actions: [...done.actions] };
  const value = Buffer.from(JSON.stringify(doneSchema.parse(kept))).toString("base64url");
  if (value.length > MAX_VALUE_CHARACTERS) return null;
  await setSignedCookie(context, COOKIE, value, secret, {
    ...{
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: isSecure,
      prefix: isSecure ? "host" : undefined,
    },
    maxAge: MAX_AGE_SECONDS,
  });
  return context.redirect(`${path}?${PARAMETER}=${id}`, 303);
}

/** @returns what was done before this page was opened; null for nothing, and once a minute has passed */
export async function readDone(context: Context, { secret, isSecure }: Signing): Promise<NoticeView | null> {
  const id = context.req.query(PARAMETER);
  const value = id && (await getSignedCookie(context, secret, COOKIE, isSecure ? "host" : undefined));
  const { data } = doneSchema.safeParse(value ? parseJson(value) : null);
  if (data === undefined || data.id !== id) return null;
  const { title, text, remark, refusal, actions } = data;
  return {
    ...notice("done", text),
    ...{ title, remark, refusal },
    actions: actions.map((action) => ({ ...action, isPressed: false, confirm: null })),
  };
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, "base64url").toString());
  } catch {
    return null;
  }
}
