/** Opens the backend that the configuration names: the built-in engine, or a server. */

import type { Config } from "../config/config.ts";
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
  if (config.INFERENCE_URL) {
    const { openServerBackend } = await import("./server/backend.ts");
    return openServerBackend({
      url: config.INFERENCE_URL,
      protocol: config.INFERENCE_PROTOCOL,
      model: config.MODEL,
      token: config.INFERENCE_PROTOCOL === "openai" ? config.INFERENCE_API_KEY : config.HF_TOKEN,
      openCounter: async () => {
        const { openTokenCounter } = await import("./token-counter.ts");
        return openTokenCounter(config.MODEL, config.MODEL_CACHE_DIR);
      },
      log,
    });
  }
  return openOnnxBackend({
    model: config.MODEL,
    cacheDir: config.MODEL_CACHE_DIR,
    hubEndpoint: config.HF_ENDPOINT,
    hubToken: config.HF_TOKEN,
    onDownload,
    log,
  });
}
