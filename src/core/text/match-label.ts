/** Finds the label in a generated text. Pure. */

/** Marks that may precede a label without being part of the answer. */
const LEAD_IN = new RegExp(
  [
    "^\\s+",
    // Quotation marks, brackets, emphasis.
    "^[\"'“”„‘’‚«»‹›`´*_(\\[{<「『【《〈〔]+",
    // Points of a list: "-", "•", "→", "1)", "(a)", "2.".
    "^(?:[-–—•·‣▪*+>#→➜✓✔✅☑]|=>|->)+\\s+",
    "^\\(?(\\d{1,2}|[a-z])([.:]\\s+|[)、]\\s*)(?=\\S)",
  ].join("|"),
  "u",
);
/** Of a line: lead-ins and the longest label are far shorter. */
const MAX_CHARACTERS = 400;
/** Captions that models write before an answer. */
const CAPTIONS = [
  "answer",
  "label",
  "output",
  "result",
  "category",
  "classification",
  "答案",
  "標籤",
  "标签",
  "結果",
  "结果",
];
/** Between labels that are listed rather than chosen. */
const BETWEEN =
  /^[\s"'“”‘’`*_()[\]「」『』.,;:|/\\+&~、,;。・?!?!→>-]*((or|and|to|vs\.?|und|oder|et|ou|o|y|e|或者?|和|與|与|及|還是|还是|または|や|と)(?![a-z]))?[\s"'“”‘’`*_()[\]「」『』-]*(\(?\d{1,2}[.)]\s+)?/u;
/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
/** What may follow a label of one character in such a script: 「好的」 is 好, 「好像」 is not. */
const PARTICLE = /^[的了吧啊呢啦喔哦也。!,!?、]/u;

/** The label that a generated text gives as its answer, or null.
 * Compared without case, width, variation selectors (❤ and ❤️) and forms of composition; marks of lists, quotation marks and a caption
 * such as "Sentiment:" may precede it. A longer label wins: "Not spam" is never read as "Not". A label that is only part of a word or
 * a number is none ("4.5" is not 4), and a text that lists several labels has no answer.
 * @param caption what the prompt puts before the answer, without its colon */
export function matchLabel(generated: string, labels: readonly string[], caption = ""): string | null {
  const [line = "", ...others] = fold(generated)
    .split("\n")
    .filter((text) => text.trim() !== "");
  const folded = labels.map((label) => ({ label, word: oneLine(fold(label)) }));
  const found = findAtStart(oneLine(line).slice(0, MAX_CHARACTERS), folded, fold(caption).trim());
  if (found === null) return null;
  const next =
    others[0] === undefined ? null : findAtStart(oneLine(others[0]).slice(0, MAX_CHARACTERS), folded, "");
  const isListed = next !== null && next.label !== found.label && next.rest.trim() === "";
  return isListed || listsAnother(found, folded) ? null : found.label;
}

interface Folded {
  readonly label: string;
  readonly word: string;
}

interface Found {
  readonly label: string;
  /** What follows it on its line. */
  readonly rest: string;
}

/** Reads the line as it is, then without one lead-in after the other: a label may itself look like a lead-in. */
function findAtStart(line: string, labels: readonly Folded[], caption: string): Found | null {
  for (let text = line; ; ) {
    const found = startOf(text, labels);
    if (found) return found;
    // Only a part of a word, a number or a row of symbols: what is behind it is no answer either.
    if (labels.some(({ word }) => word !== "" && text.startsWith(word))) return null;
    const shorter = withoutLeadIn(text, caption);
    if (shorter === text || shorter === "") return null;
    text = shorter;
  }
}

function startOf(text: string, labels: readonly Folded[]): Found | null {
  const matching = labels
    .filter(({ word }) => word !== "" && text.startsWith(word) && isWhole(word, text.slice(word.length)))
    .sort((a, b) => b.word.length - a.word.length)[0];
  return matching ? { label: matching.label, rest: text.slice(matching.word.length) } : null;
}

/** Whether a label ends where it ends: what follows belongs to another word, number or symbol. */
function isWhole(word: string, rest: string): boolean {
  if (rest === "") return true;
  const [next = ""] = rest;
  if (/\p{M}|\u200d/u.test(next)) return false;
  if (/\p{N}$/u.test(word)) return !/^([\p{L}\p{N}%‰°]|[-.,:/^×–]\p{N})/u.test(rest);
  if (UNSPACED.test(word)) return [...word].length > 1 || !/^\p{L}/u.test(rest) || PARTICLE.test(rest);
  // "A good one" begins with an article.
  if (/^[ai]$/.test(word) && /^ [a-z]/.test(rest)) return /^ (is|because|since|as|for)\b/.test(rest);
  if (/\p{L}$/u.test(word)) return !/^([\p{L}\p{N}]|[-'’_]\p{L})/u.test(rest);
  // A label that ends in a symbol: "*" is neither "**" nor "* *", "-" is not "-5".
  return (
    rest.trimStart()[0] !== [...word].at(-1) && !(/[-+.,<>=$#]$/.test(word) && /^[\p{L}\p{N}]/u.test(rest))
  );
}

function withoutLeadIn(text: string, caption: string): string {
  for (const known of [caption, ...CAPTIONS]) {
    if (known === "" || !text.startsWith(known)) continue;
    const rest = /^[\s"'*_]*(?:[::=]\s*|\s(?:[-–—→]|->)\s+)/u.exec(text.slice(known.length));
    if (rest) return text.slice(known.length + rest[0].length);
  }
  const [leadIn = ""] = LEAD_IN.exec(text) ?? [];
  // One sign at a time: "**" may hold the label "*".
  return text.slice(/^\s|[\s.):、]$/u.test(leadIn) ? leadIn.length : Math.min(leadIn.length, 1));
}

/** "Positive or Negative", "Positive/Negative": another label follows at once. */
function listsAnother({ label, rest }: Found, labels: readonly Folded[]): boolean {
  const [between = ""] = BETWEEN.exec(rest) ?? [];
  if (between === rest && rest.trim() !== "") return false;
  const next = startOf(
    rest.slice(between.length),
    labels.filter(({ word }) => /[\p{L}\p{N}]/u.test(word)),
  );
  return next !== null && next.label !== label;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** One spelling for what looks the same. Line breaks stay. */
function fold(text: string): string {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      // Turkish İ and Greek ς are the same letters in capitals. ß and ss are not: "Maße" is not "Masse".
      .replace(/i\u0307/gu, "i")
      .replaceAll("ς", "σ")
      .replace(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u00ad\u200b\u2060\ufeff]/gu, "")
      .replace(/\r\n?/g, "\n")
  );
}
