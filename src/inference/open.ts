/** Opens the backend that the configuration names: the built-in engine, or a server. */

import type { Config } from "../config/config.ts";
import type { BuiltinModel } from "../core/command/models.ts";
import { BotError, toBotError } from "../core/errors.ts";
import type { Log } from "../flows/bot/context.ts";
import type { Backend } from "../flows/ports/backend.ts";
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
  const open = (model: string, more: { cacheBytes?: number } = {}) =>
    openOnnx(model, { config, log, onDownload, ...more });
  const configured = open(config.MODEL);
  return config.MODEL === "builtin"
    ? withNamed(configured, { open: (model) => open(model, { cacheBytes: NAMED_CACHE_BYTES }), log })
    : configured;
}

/** For prompts of a model that some commands name. */
const NAMED_CACHE_BYTES = 32 * 2 ** 20;

/** The configured backend with the built-in models that commands name beside it, each opened when it is first asked for. */
function withNamed(
  configured: Backend,
  { open, log }: { readonly open: (model: BuiltinModel) => Backend; readonly log: Log },
): Backend {
  const others = new Map<BuiltinModel, Backend>();
  const openOther = (model: BuiltinModel): Backend => {
    const other = open(model);
    others.set(model, other);
    other.describe().then(
      ({ name }) => log.info({ model: name }, "the model of a command is ready"),
      (cause: unknown) =>
        log.error({ model, reason: toBotError(cause).message }, "the model of a command could not be opened"),
    );
    return other;
  };
  return {
    ...configured,
    named: (model) => (model === "builtin" ? configured : (others.get(model) ?? openOther(model))),
    forget() {
      for (const backend of [configured, ...others.values()]) backend.forget?.();
    },
    isOpen: (model) => model === "builtin" || others.has(model),
    async close() {
      await Promise.all([configured, ...others.values()].map((backend) => backend.close()));
    },
  };
}

function openOnnx(
  model: string,
  { config, log, onDownload, cacheBytes }: OpenBackendOptions & { readonly cacheBytes?: number },
): Backend {
  return openOnnxBackend({
    model,
    cacheBytes,
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
