/** The protocols by the names that INFERENCE_PROTOCOL takes. */

import { chat } from "./chat.ts";
import { huggingface } from "./huggingface.ts";
import { openai } from "./openai.ts";
import type { Protocol } from "./protocol.ts";
import { tgi } from "./tgi.ts";

export const PROTOCOLS = { huggingface, tgi, openai, chat } as const satisfies Record<string, Protocol>;

export type ProtocolName = keyof typeof PROTOCOLS;

export function isProtocol(name: string): name is ProtocolName {
  return Object.hasOwn(PROTOCOLS, name);
}
