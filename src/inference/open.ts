/** Opens the backend that the configuration names: the built-in engine, or a server. */

import type { Config } from "../config/config.ts";
import { BotError } from "../core/errors.ts";
import type { Log } from "../flows/context.ts";
import type { Backend } from "../flows/ports.ts";
import { type DownloadProgress, openOnnxBackend } from "./engine/backend.ts";

export interface OpenBackendOptions {
  readonly config: Config;
  readonly log: Log;
  readonly onDownload?: (progress: DownloadProgress) => void;
}

/** Opens without waiting for the model to load: `describe()` waits.
 * @throws {BotError} CONFIG_MODEL when the model can't be found at all */
export async function openBackend({ config, log, onDownload }: OpenBackendOptions): Promise<Backend> {
  if (config.INFERENCE_URL) return openServer(config.INFERENCE_URL, config, log);
  return openOnnxBackend({
    model: config.MODEL,
    dtype: config.MODEL_DTYPE,
    cacheDir: config.MODEL_CACHE_DIR,
    isOffline: config.HF_HUB_OFFLINE,
    hubEndpoint: config.HF_ENDPOINT,
    hubToken: config.HF_TOKEN,
    onDownload,
    log,
  });
}

async function openServer(url: string, config: Config, log: Log): Promise<Backend> {
  const { openServerBackend } = await import("./server/backend.ts");
  const { PROTOCOLS, isProtocol } = await import("./server/protocols/index.ts");
  const protocol = config.INFERENCE_PROTOCOL;
  if (!isProtocol(protocol))
    throw new BotError(
      "CONFIG_INVALID",
      `INFERENCE_PROTOCOL must be one of ${Object.keys(PROTOCOLS).join(", ")}`,
    );
  return openServerBackend({
    url,
    protocol,
    model: config.MODEL,
    token: config.INFERENCE_API_KEY ?? (isOfHuggingFace(url) ? config.HF_TOKEN : undefined),
    headers: config.INFERENCE_HEADERS,
    openCounter: async () => {
      const { openTokenCounter } = await import("./token-counter.ts");
      return openTokenCounter(config.MODEL, config.MODEL_CACHE_DIR);
    },
    log,
  });
}

/** Where a Hugging Face token is a key: no other server gets to see it. */
function isOfHuggingFace(url: string): boolean {
  return /(^|\.)(huggingface\.co|huggingface\.cloud|hf\.space)$/.test(new URL(url).hostname);
}
