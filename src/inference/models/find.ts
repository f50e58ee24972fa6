/** Finds the model that MODEL names: the built-in one, a folder, or one to be fetched from a hub. */

import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { BUILTIN_MODELS, type BuiltinModel } from "../../core/command/models.ts";
import type { ModelOrigin } from "./folder.ts";
import type { DownloadOptions } from "./hub/download.ts";
import { modelFault } from "./json.ts";

/** The folders of the models that ship with the bot. */
const BUILTIN_FOLDERS: Readonly<Record<BuiltinModel, string>> = {
  builtin: "fewshot-neo",
  "builtin-zh": "fewshot-neo-zh",
};
const FOLDER_OF_BUILTINS = resolve(import.meta.dirname, "../../../models");
/** owner/name or owner/name@revision. No part is "." or "..": each becomes a path in the cache. */
const HUB_ID =
  /^(?<id>(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}(?:$|@))[\w.-]+)(?:@(?<revision>(?!.*(?:^|\/)\.{1,2}(?:\/|$))\w[\w./-]*))?$/;
const REVISION_CHARACTERS = 12;

export interface FindOptions extends Omit<DownloadOptions, "revision"> {
  /** "builtin" or "builtin-zh", a folder, or a hub id such as "EleutherAI/gpt-neo-125m@main". */
  readonly model: string;
}

export interface FoundModel extends ModelOrigin {
  readonly path: string;
  /** Whether it is one of the project's own models. */
  readonly isBuiltin: boolean;
}

/** @throws {BotError} CONFIG_MODEL when there is no such model; BACKEND_UNREACHABLE when the hub can't be reached */
export async function findModel(options: FindOptions): Promise<FoundModel> {
  const { model } = options;
  for (const own of BUILTIN_MODELS) {
    const name = BUILTIN_FOLDERS[own];
    const path = join(FOLDER_OF_BUILTINS, name);
    if (model === own || resolve(model) === path) return { path, name, isBuiltin: true };
  }
  if (/^[./~\\]/.test(model) || isAbsolute(model) || existsSync(join(model, "config.json")))
    return { path: resolve(model), isBuiltin: false };
  const { id, revision = "main" } = HUB_ID.exec(model)?.groups ?? {};
  if (id === undefined)
    throw modelFault(
      `MODEL is "${model}"; it must be builtin or builtin-zh, the path of a folder, or a hub id such as EleutherAI/gpt-neo-125m or owner/name@revision`,
    );
  // It brings a third of all modules that a verb would load.
  const { downloadModel } = await import("./hub/download.ts");
  const { path, commit, parameters } = await downloadModel({ ...options, model: id, revision });
  return { path, name: id, revision: commit.slice(0, REVISION_CHARACTERS), parameters, isBuiltin: false };
}
