/** What eval reports of judged answers. Pure. */

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
  // A label may be called "constructor": nothing is inherited.
  const table: Record<string, Record<string, number>> = Object.create(null);
  for (const { expected, predicted } of judged) {
    table[expected] ??= Object.create(null) as Record<string, number>;
    const row = table[expected];
    row[predicted ?? ""] = (row[predicted ?? ""] ?? 0) + 1;
  }
  return table;
}
