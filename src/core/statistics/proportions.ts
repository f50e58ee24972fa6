/** Intervals of proportions and of their differences. Pure. */

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

/** Interval of the difference of two independent proportions at 95 %: Newcombe's hybrid score interval, which never has zero width.
 * @returns [low, high] of first − second, both −1 to 1; [−1, 1] where either n is 0
 * @see https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I Newcombe 1998, method 10 */
export function newcombe95(
  first: { readonly hits: number; readonly n: number },
  second: { readonly hits: number; readonly n: number },
): [number, number] {
  if (first.n === 0 || second.n === 0) return [-1, 1];
  const [one, other] = [first.hits / first.n, second.hits / second.n];
  const [lowOne, highOne] = wilson95(first.hits, first.n);
  const [lowOther, highOther] = wilson95(second.hits, second.n);
  const difference = one - other;
  return [
    Math.max(-1, difference - Math.hypot(one - lowOne, highOther - other)),
    Math.min(1, difference + Math.hypot(highOne - one, other - lowOther)),
  ];
}
