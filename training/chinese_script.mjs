/** Simplified and traditional Chinese by opencc-js, for `chinese_train.py`: JSON from stdin, JSON to stdout.
 * `{characters, texts}` gives `simple` and `traditional` (one character for each) and `taiwan` (texts in traditional characters and Taiwan's
 * words). */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const found = createRequire(pathToFileURL(`${process.argv[2]}/`)).resolve("opencc-js");
const { default: OpenCC } = await import(pathToFileURL(found).href);
const { characters, texts } = JSON.parse(readFileSync(0, "utf8"));
const convert = (from, to, list) => list.map(OpenCC.Converter({ from, to }));
const result = {
  simple: convert("t", "cn", characters),
  traditional: convert("cn", "tw", characters),
  taiwan: convert("cn", "twp", texts),
};
process.stdout.write(JSON.stringify(result));
