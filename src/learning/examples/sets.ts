/** Sets of examples that a prompt might hold, drawn by a seed. Pure. */

/** A text with its right label. */
export interface Labelled {
  /** The same text has the same id each time. */
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

/** Examples in the order of the prompt. */
export type ExampleSet = readonly Labelled[];

/** Draws a set in which each label has about as many examples, in a random order. Shorter than `size` where there are too few.
 * @param pool texts to draw from, each once
 * @param random numbers from 0 up to 1 */
export function drawSet(
  pool: readonly Labelled[],
  labels: readonly string[],
  { size, random }: { readonly size: number; readonly random: () => number },
): ExampleSet {
  const left = shuffle(labels, random).map((label) =>
    shuffle(
      pool.filter((one) => one.label === label),
      random,
    ),
  );
  const drawn: Labelled[] = [];
  for (let turn = 0; drawn.length < size && left.some(({ length }) => length > 0); turn++) {
    const next = left[turn % left.length]?.pop();
    if (next) drawn.push(next);
  }
  return shuffle(drawn, random);
}

/** The set with one example in the place of another of its label, or of any label where there is no other; null where there is none left. */
export function swapOne(set: ExampleSet, pool: readonly Labelled[], random: () => number): ExampleSet | null {
  const held = new Set(set.map(({ id }) => id));
  const at = Math.floor(random() * set.length);
  const others = pool.filter(({ id }) => !held.has(id));
  const alike = others.filter(({ label }) => label === set[at]?.label);
  const [next] = shuffle(alike.length > 0 ? alike : others, random);
  return next ? set.with(at, next) : null;
}

/** Fisher and Yates. */
export function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const found = [...items];
  for (let at = found.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [found[at], found[other]] = [found[other] as T, found[at] as T];
  }
  return found;
}

/** Numbers of examples that are tried: one for each label and multiples of that, up to the most; none where there is no label. */
export function sizesFor(labelCount: number, most: number): number[] {
  const sizes = [labelCount, Math.ceil(most / 2), most].map((size) => Math.min(size, most));
  return [...new Set(sizes)].filter((size) => size > 0).sort((one, other) => one - other);
}
