/** Text on its way out of Discord: shown letter by letter, pings nobody, and fits. */

import { visibleText } from "../../../shared/text.ts";

/** Discord shows a backslash before a sign as the sign alone; a link ends at its escaped colon, and an @everyone at a zero-width space. */
function escapeText(text: string): string {
  return text
    .replace(/[\\*_~|`<>[\]()#@]/g, "\\$&")
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/^(\s*)([-+])/gm, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/gm, "$1\\$2")
    .replace(/@(?=everyone|here)/gi, "@\u200b");
}

/** A text made safe, and cut so that it takes no more than `maxUnits` UTF-16 code units with its escapes and `prefix` before each
 * line; never inside a character. */
export function safeText(text: string, maxUnits: number, prefix = ""): string {
  const visible = visibleText(text);
  const dress = (part: string) =>
    escapeText(part)
      .split("\n")
      .map((line) => prefix + line)
      .join("\n");
  const whole = dress(visible);
  if (whole.length <= maxUnits) return whole;
  const points = [...visible];
  const cutAt = (end: number) => dress(`${points.slice(0, end).join("").trimEnd()}…`);
  let [fits, above] = [0, Math.min(points.length, maxUnits)];
  while (above - fits > 1) {
    const middle = (fits + above) >> 1;
    if (cutAt(middle).length <= maxUnits) fits = middle;
    else above = middle;
  }
  return cutAt(fits);
}
