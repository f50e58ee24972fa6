/** Counts nothing: for the terminal's one-shot commands. */

import type { FlowMetrics } from "../src/flows/bot/context.ts";

const nothing = () => {};

export const noMetrics: FlowMetrics = {
  asked: nothing,
  refused: nothing,
  answered: nothing,
  failed: nothing,
  delivered: nothing,
  undelivered: nothing,
  rated: nothing,
  overridden: nothing,
  drawn: nothing,
  reviewed: nothing,
  headTrained: nothing,
  gated: nothing,
};
