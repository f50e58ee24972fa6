/** Checks of single values that blocks, elements and views share. Pure. */

import { LIMITS } from "./limits.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Looks at one value at a JSON pointer and reports what is wrong with it. */
export type Report = (pointer: string, problem: string) => void;

export interface Spot {
  readonly pointer: string;
  readonly report: Report;
}

export function checkConfirm(element: Fields, spot: Spot) {
  if (element.confirm === undefined) return;
  const inner = at(spot, "confirm");
  if (!isFields(element.confirm)) return inner.report(inner.pointer, "must be an object");
  const { title, text, confirm, deny } = element.confirm;
  checkText(title, LIMITS.confirmTitle, at(inner, "title"), ["plain_text"]);
  checkText(text, LIMITS.confirmText, at(inner, "text"));
  checkText(confirm, LIMITS.confirmButton, at(inner, "confirm"), ["plain_text"]);
  checkText(deny, LIMITS.confirmButton, at(inner, "deny"), ["plain_text"]);
}

export function checkText(value: unknown, most: number, spot: Spot, kinds = ["plain_text", "mrkdwn"]) {
  if (!isFields(value)) return spot.report(spot.pointer, "missing required field");
  checkKeys(value, ["type", "text", "emoji", "verbatim"], spot);
  if (!kinds.includes(String(value.type)))
    spot.report(`${spot.pointer}/type`, `must be one of ${kinds.join(", ")}`);
  if (typeof value.text !== "string" || value.text.length === 0)
    spot.report(`${spot.pointer}/text`, "must be more than 0 characters");
  checkLength(value.text, most, at(spot, "text"));
}

export function checkLength(value: unknown, most: number, { pointer, report }: Spot): void {
  if (typeof value === "string" && value.length > most) report(pointer, tooLong(most));
}

export function checkKeys(fields: Fields, known: readonly string[], { pointer, report }: Spot): void {
  for (const key of Object.keys(fields))
    if (!known.includes(key)) report(pointer, `invalid additional property: ${key}`);
}

export function each(fields: Fields, key: string, most: number, spot: Spot): [Spot, unknown][] {
  const list = fields[key];
  if (list === undefined && key === "fields") return [];
  if (!Array.isArray(list) || list.length === 0) {
    spot.report(`${spot.pointer}/${key}`, "no fewer than 1 items allowed");
    return [];
  }
  if (list.length > most) spot.report(`${spot.pointer}/${key}`, `no more than ${most} items allowed`);
  return list.map((item, index) => [at(spot, `${key}/${index}`), item]);
}

export const at = (spot: Spot, key: string): Spot => ({ ...spot, pointer: `${spot.pointer}/${key}` });
export const tooLong = (most: number) => `must be less than ${most + 1} characters`;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
