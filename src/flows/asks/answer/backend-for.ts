/** Which model answers a command. */

import type { ModelInfo } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import type { Backend } from "../../ports/backend.ts";

/** The built-in model that the command names, or the configured one: another model, or a server, answers every command. */
export function backendFor(backend: Backend, { model }: Pick<Command, "model">): Backend {
  return (model && backend.named?.(model)) ?? backend;
}

/** An answer of a larger model, or of a server, takes long or costs money. */
const MAX_QUICK_PARAMETERS = 50e6;

/** Whether a model may be asked many texts that nobody sent. */
export function isQuick(
  backend: Pick<Backend, "name">,
  model: Pick<ModelInfo, "parameters"> | null,
): boolean {
  return backend.name === "onnx" && (model?.parameters ?? Number.POSITIVE_INFINITY) <= MAX_QUICK_PARAMETERS;
}
