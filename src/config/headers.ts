/** Reads INFERENCE_HEADERS: extra headers of every call to a model server. Pure. */

/** Headers that belong to the call itself. */
const OWN = new Set([
  "accept",
  "connection",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Printable characters and tabs: what a header may hold. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** @param text `Name: value`, several on lines of their own or separated by commas, or a JSON object
 * @returns the headers by name in lower case, or what is wrong, without any value: they are secrets */
export function readHeaders(text: string): Record<string, string> | { readonly fault: string } {
  const pairs = text.trim().startsWith("{") ? fromJson(text) : fromLines(text);
  if (pairs === null) return { fault: "must be lines of Name: value, or a JSON object of names and texts" };
  const headers: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const key = name.trim().toLowerCase();
    if (!NAME.test(key) || !VALUE.test(value))
      return { fault: "holds a name or a value that no header can have" };
    if (OWN.has(key)) return { fault: `must not set ${key}: Fewshot sets it itself` };
    headers[key] = value.trim();
  }
  return headers;
}

function fromJson(text: string): [string, string][] | null {
  try {
    const entries = Object.entries(JSON.parse(text) as object);
    return entries.every((entry): entry is [string, string] => typeof entry[1] === "string") ? entries : null;
  } catch {
    return null;
  }
}

/** A comma separates headers only where another name and a separator follow it: values hold commas too. */
function fromLines(text: string): [string, string][] | null {
  const pairs: [string, string][] = [];
  for (const line of text.split(/\r?\n|,(?=\s*[\w-]+\s*[:=])/)) {
    if (line.trim() === "") continue;
    const [, name, value] = /^\s*([^:=\s]+)\s*[:=]\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    pairs.push([name, value]);
  }
  return pairs;
}
