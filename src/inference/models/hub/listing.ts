/** What a hub holds of a model at one revision. */

import { listFiles, modelInfo } from "@huggingface/hub";
import { BotError } from "../../../core/errors.ts";
import { type HubConnection, jsonFetch } from "./connection.ts";
import { retried, unreachable } from "./errors.ts";

export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Large files: SHA-256 of the content. */
  readonly sha256: string | null;
  /** The others: git's own checksum. */
  readonly gitOid: string | null;
}

export interface Listing {
  /** The commit. */
  readonly revision: string;
  readonly files: readonly HubFile[];
  /** As its weights say; null where the hub does not say. */
  readonly parameters: number | null;
}

export interface ListingOptions {
  readonly model: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  readonly signal: AbortSignal;
  readonly attempts: number;
  readonly timeoutMs: number;
}

/** A commit's hash: it becomes a folder's name. */
export const COMMIT = /^[0-9a-f]{40}$/;
/** A file's checksum: it becomes a file's name. */
const CHECKSUM = /^[0-9a-f]{40,64}$/;
/** More than any model has. */
const MAX_FILES = 20_000;

/** @throws {BotError} CONFIG_MODEL, CONFIG_CREDENTIAL, BACKEND_RATE_LIMITED or BACKEND_UNREACHABLE */
export function listModel(hub: HubConnection, options: ListingOptions): Promise<Listing> {
  const { model, signal, timeoutMs, attempts } = options;
  const { endpoint, authorization } = hub;
  const question = { what: model, model, endpoint, hasToken: authorization !== null };
  const list = async (): Promise<Listing> => {
    const common = { hubUrl: endpoint, fetch: jsonFetch(hub, { question, signal, timeoutMs }) };
    try {
      const info = await modelInfo({
        name: model,
        revision: options.revision,
        additionalFields: ["sha", "safetensors"],
        ...common,
      });
      if (!COMMIT.test(info.sha))
        throw new BotError("CONFIG_MODEL", `${endpoint} names no commit of ${model}; check HF_ENDPOINT`);
      const files: HubFile[] = [];
      const repo = { type: "model", name: model } as const;
      for await (const entry of listFiles({ repo, revision: info.sha, recursive: true, ...common })) {
        if (files.length >= MAX_FILES)
          throw new BotError("CONFIG_MODEL", `${model} on ${endpoint} has more files than any model`);
        if (entry.type === "file" && isInside(entry.path)) files.push(toFile(entry));
      }
      return { revision: info.sha, files, parameters: info.safetensors?.total ?? null };
    } catch (cause) {
      throw cause instanceof BotError ? cause : unreachable(question, cause);
    }
  };
  return retried(signal, list, attempts);
}

function toFile(entry: {
  readonly path: string;
  readonly size: number;
  readonly oid?: string;
  readonly lfs?: { readonly oid: string; readonly size: number };
}): HubFile {
  const checked = (sum: string | undefined) => (sum !== undefined && CHECKSUM.test(sum) ? sum : null);
  return {
    path: entry.path,
    size: entry.lfs?.size ?? entry.size,
    sha256: checked(entry.lfs?.oid),
    gitOid: checked(entry.oid),
  };
}

/** Whether a path stays inside the model's folder. */
function isInside(path: string): boolean {
  return (
    !/[\\:\0]/.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}
