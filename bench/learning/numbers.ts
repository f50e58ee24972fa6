/** Draws and figures of `npm run bench -- learning`. */

import { median } from "../report.ts";
import { createDraw, type Draw } from "./draw.ts";

export function draws<T>(count: number, once: (draw: Draw) => T): T[] {
  return Array.from({ length: count }, (_, at) => once(createDraw(at + 1)));
}

export function part<T>(values: readonly T[], n: number): [T[], T[]] {
  return [values.slice(0, n), values.slice(n)];
}

export const share = (value: number) => value.toFixed(3);
export const points = (value: number) =>
  `${value >= 0 ? "+" : "−"}${Math.abs(100 * value).toFixed(1)} points`;
export const spread = (values: readonly number[]) =>
  `${share(median(values))} [${share(Math.min(...values))}, ${share(Math.max(...values))}]`;
