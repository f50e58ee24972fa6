/** The protocols by the names that INFERENCE_PROTOCOL takes. */

import { huggingface } from "./huggingface.ts";
import { openai } from "./openai.ts";
import type { Protocol } from "./protocol.ts";
import { tgi } from "./tgi.ts";

export const PROTOCOLS = { huggingface, tgi, openai } as const satisfies Record<string, Protocol>;
