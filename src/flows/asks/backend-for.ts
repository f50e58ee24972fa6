/** Which model answers a command. */

import type { Command } from "../../core/command/command.ts";
import type { Backend } from "../ports/backend.ts";

/** The built-in model that the command names, or the configured one: another model, or a server, answers every command. */
export function backendFor(backend: Backend, { model }: Pick<Command, "model">): Backend {
  return (model && backend.named?.(model)) ?? backend;
}
