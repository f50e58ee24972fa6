/** Finds the model that MODEL names: the built-in one, a folder, or one to be fetched from a hub. */

import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/context.ts";
import type { ModelOrigin } from "./folder.ts";
import { type DownloadProgress, downloadModel } from "./hub.ts";

export type { DownloadProgress } from "./hub.ts";

/** The model that ships with the bot. */
const BUILTIN_NAME = "fewshot-neo";
const BUILTIN_FOLDER = resolve(import.meta.dirname, "../../../models", BUILTIN_NAME);

export interface FindOptions {
  readonly model: string;
  readonly cacheDir: string;
  readonly hubEndpoint?: string;
  readonly hubToken?: string;
  /** A connection that gives nothing for this long is cut and resumed. Default 20 s. */
  readonly stallMs?: number;
  readonly signal: AbortSignal;
  readonly onDownload?: (progress: DownloadProgress) => void;
  readonly log?: Log;
}

export interface FoundModel extends ModelOrigin {
  readonly path: string;
  /** Whether it is the project's own model. */
  readonly isBuiltin: boolean;
}

/** @throws {BotError} CONFIG_MODEL when there is no such model; BACKEND_UNREACHABLE when the hub can't be reached */
export async function findModel(options: FindOptions): Promise<FoundModel> {
  const { model } = options;
  if (model === "builtin" || resolve(model) === BUILTIN_FOLDER)
    return { path: BUILTIN_FOLDER, name: BUILTIN_NAME, isBuiltin: true };
  if (/^[./~\\]/.test(model) || isAbsolute(model) || existsSync(join(model, "config.json")))
    return { path: resolve(model), isBuiltin: false };
  // No part is "." or "..": an id becomes a path in the cache.
  if (!/^(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/.test(model))
    throw new BotError(
      "CONFIG_MODEL",
      `MODEL is "${model}"; it must be builtin, the path of a folder, or a hub id such as EleutherAI/gpt-neo-125m`,
    );
  return downloadModel(options);
}
