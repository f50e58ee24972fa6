/** Tables as files of comma-separated values. Pure. */

/** Spreadsheets take text that begins so for a formula. @see https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;

/** By RFC 4180, with a byte order mark, by which spreadsheets know that it is UTF-8. Text that a spreadsheet would run gets an apostrophe.
 * @param rows numbers as they are; null is an empty cell */
export function toCsv(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return `\u{FEFF}${[head, ...rows].map((row) => row.map(toCell).join(",")).join("\r\n")}\r\n`;
}

function toCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
