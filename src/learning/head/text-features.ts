/**
 * TF-IDF of a text's words, and of pieces of its words: for languages that write no spaces, and for spelling. The columns are hashes, so
 * that what is stored of a head holds no words of anybody. Pure.
 */

import { dot } from "../solver/vectors.ts";

/** Numbers of one text by column, in rising order of the columns; the others are 0. */
export interface SparseRow {
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/** Columns that words and pieces are hashed to. */
export const TEXT_COLUMNS = 2 ** 13;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const MIN_PIECE = 2;
const MAX_PIECE = 4;
/** The same letters are another column as a word than as a piece. */
const WORD_START = hash("w");
const PIECE_START = hash("c");
/** Of a text, the first so many characters are read: a head decides short texts. */
const MAX_CHARACTERS = 4_000;

/** How rare each column is in the texts that were learned from. */
export type Rarity = Float64Array;

/** Columns of a text with how often each occurs. */
type Counts = Map<number, number>;

/** Words and pieces, apart, so that each kind weighs the same. */
interface Counted {
  readonly words: Counts;
  readonly pieces: Counts;
}

/** The inverse document frequency of each column: ln((1 + n) / (1 + texts with it)) + 1. */
export function rarityOf(texts: readonly string[], columns: number = TEXT_COLUMNS): Rarity {
  const found = new Float64Array(columns);
  for (const text of texts) {
    const { words, pieces } = countColumns(text, columns);
    for (const column of new Set([...words.keys(), ...pieces.keys()]))
      found[column] = (found[column] as number) + 1;
  }
  return found.map((count) => Math.log((1 + texts.length) / (1 + count)) + 1);
}

/** A text as a row; words and pieces have length 1 each, where there are any.
 * @param scale what the numbers are multiplied with */
export function textFeatures(text: string, rarity: Rarity, scale = 1): SparseRow {
  const { words, pieces } = countColumns(text, rarity.length);
  const sum = new Map<number, number>();
  for (const counts of [words, pieces]) {
    let squares = 0;
    for (const [column, count] of counts) squares += (count * (rarity[column] as number)) ** 2;
    const length = Math.sqrt(squares);
    for (const [column, count] of counts)
      sum.set(column, (sum.get(column) ?? 0) + (scale * count * (rarity[column] as number)) / length);
  }
  const columns = Uint32Array.from(sum.keys()).sort();
  return { columns, values: Float64Array.from(columns, (column) => sum.get(column) as number) };
}

/** Two rows as one, where all columns of the second are higher. */
export function joinRows(low: SparseRow, high: SparseRow): SparseRow {
  return {
    columns: Uint32Array.from([...low.columns, ...high.columns]),
    values: Float64Array.from([...low.values, ...high.values]),
  };
}

/** How alike two texts are, 0 to 1: the cosine of their rows. */
export function similarity(one: SparseRow, other: SparseRow): number {
  const lengths = Math.sqrt(dot(one.values, one.values) * dot(other.values, other.values));
  let sum = 0;
  let at = 0;
  for (let index = 0; index < one.columns.length; index++) {
    const column = one.columns[index] as number;
    while (at < other.columns.length && (other.columns[at] as number) < column) at++;
    if (other.columns[at] === column) sum += (one.values[index] as number) * (other.values[at] as number);
  }
  return lengths === 0 ? 0 : sum / lengths;
}

function countColumns(text: string, columns: number): Counted {
  const words: Counts = new Map();
  const pieces: Counts = new Map();
  for (const [word] of text.slice(0, MAX_CHARACTERS).normalize("NFKC").toLowerCase().matchAll(WORD)) {
    add(words, spread(hash(word, WORD_START)) % columns);
    // With a space at each end, so that a beginning and an end are other pieces than a middle.
    const characters = [" ", ...word, " "];
    for (let from = 0; from + MIN_PIECE <= characters.length; from++) {
      let value = PIECE_START;
      for (let at = from; at < from + MAX_PIECE && at < characters.length; at++) {
        value = hash(characters[at] as string, value);
        if (at - from >= MIN_PIECE - 1) add(pieces, spread(value) % columns);
      }
    }
  }
  return { words, pieces };
}

function add(counts: Counts, column: number): void {
  counts.set(column, (counts.get(column) ?? 0) + 1);
}

/** FNV-1a, 32 bits, going on from the hash of what is before. Not a secret: it only spreads.
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function hash(text: string, before = 0x811c9dc5): number {
  let value = before;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}

/** A last mix, so that the low bits depend on all. */
function spread(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
