/** Nesting of YAML, which few bytes can make expensive: the parser recurses, and takes half a second for 60,000 open brackets. */

/** Lists and maps within each other that one file may have. Commands need four. */
const MAX_DEPTH = 200;
/** Lists and keys that begin on one line, as in "- - - text". */
const BEGUN_ON_ONE_LINE = new RegExp(`(?:[-?:][ \\t]+){${MAX_DEPTH},}`);

/** Whether the source may be nested too deeply to be parsed. Looks at characters only, so brackets within texts count too. Linear time. */
export function isNestedTooDeeply(source: string): boolean {
  let depth = 0;
  for (const [bracket] of source.matchAll(/[[\]{}]/g)) {
    depth = bracket === "[" || bracket === "{" ? depth + 1 : Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return true;
  }
  return BEGUN_ON_ONE_LINE.test(source);
}
