/** The few statistics that eval reports. Pure. */

/** Wilson score interval of a proportion at 95 %.
 * @returns [low, high], both 0 to 1; [0, 1] for n = 0
 * @see https://doi.org/10.1214/ss/1009213286 Brown, Cai and DasGupta 2001 */
export function wilson95(hits: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const z = 1.959964;
  const share = hits / n;
  const centre = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

/** How good a result is beside guessing. */
export interface Verdict {
  /** better: beyond doubt at 95 %; not-better: the interval reaches down to guessing; too-few: even all right would prove nothing. */
  readonly kind: "better" | "not-better" | "too-few";
  /** What guessing one of the labels at random gets right, 0 to 1. */
  readonly chance: number;
  /** What always saying the most frequent label gets right, 0 to 1. */
  readonly majority: number;
  /** Rows that would be enough to decide at the present share of right answers; null when that share is no better than guessing. */
  readonly needed: number | null;
}

/** Whether `hits` of `n` beat both chance and the majority label: the lower end of the Wilson interval must lie above both.
 * @param counts rows by expected label; labels without a row may be left out
 * @param labels how many labels there are, at least 2 */
export function verdictOf(
  hits: number,
  n: number,
  { counts, labels }: { counts: readonly number[]; labels: number },
): Verdict {
  const chance = 1 / labels;
  const majority = n === 0 ? 0 : Math.max(0, ...counts) / n;
  const guessing = Math.max(chance, majority);
  const proves = (share: number, rows: number) => wilson95(share * rows, rows)[0] > guessing;
  const share = n === 0 ? 0 : hits / n;
  const needed = share > guessing ? leastRows((rows) => proves(share, rows)) : null;
  if (n > 0 && proves(share, n)) return { kind: "better", chance, majority, needed };
  return { kind: n > 0 && proves(1, n) ? "not-better" : "too-few", chance, majority, needed };
}

/** The smallest number of rows for which `isEnough` holds; it must hold for all larger ones. Null above a million. */
function leastRows(isEnough: (rows: number) => boolean): number | null {
  let high = 1;
  while (!isEnough(high)) {
    high *= 2;
    if (high > 1_000_000) return null;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** One judged answer: what was expected, what had the highest score, and that score. */
export interface Judged {
  readonly expected: string;
  readonly predicted: string | null;
  /** 0 to 1; null when the model only generated. */
  readonly confidence: number | null;
}

/** Mean recall over the labels that occur, 0 to 1. */
export function macroRecall(judged: readonly Judged[]): number {
  const labels = [...new Set(judged.map(({ expected }) => expected))];
  const recalls = labels.map((label) => {
    const own = judged.filter(({ expected }) => expected === label);
    return own.filter(({ predicted }) => predicted === label).length / own.length;
  });
  return recalls.length === 0 ? 0 : recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** Expected calibration error over ten equal bins, 0 to 1; null when nothing was scored.
 * @see https://arxiv.org/abs/1706.04599 */
export function expectedCalibrationError(judged: readonly Judged[]): number | null {
  const scored = judged.filter((one) => one.confidence !== null);
  if (scored.length === 0) return null;
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const own = scored.filter(({ confidence }) => Math.min(9, Math.floor((confidence ?? 0) * 10)) === bin);
    if (own.length === 0) continue;
    const accuracy = own.filter(({ expected, predicted }) => expected === predicted).length / own.length;
    const confidence = own.reduce((sum, one) => sum + (one.confidence ?? 0), 0) / own.length;
    error += (own.length / scored.length) * Math.abs(accuracy - confidence);
  }
  return error;
}

/** Counts by expected label, then by predicted ("" where none was found). */
export function confusionOf(judged: readonly Judged[]): Record<string, Record<string, number>> {
  const table: Record<string, Record<string, number>> = {};
  for (const { expected, predicted } of judged) {
    table[expected] ??= {};
    const row = table[expected];
    row[predicted ?? ""] = (row[predicted ?? ""] ?? 0) + 1;
  }
  return table;
}
