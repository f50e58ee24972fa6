/** The same backend for what nobody's ask waits for. */

import type { Backend } from "../../ports/backend.ts";

/** Its scoring comes after all asks of people. */
export function inBackground(backend: Backend): Backend {
  const { named } = backend;
  return {
    ...backend,
    score: (request) => backend.score({ ...request, isBackground: true }),
    ...(named ? { named: (model) => inBackground(named(model)) } : {}),
  };
}
