/** Settings that the bot shares with Python's huggingface_hub, under its names and with its defaults.
 * @see https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables */

import { homedir } from "node:os";
import { join } from "node:path";

/** Replaces a leading "~" by the user's home folder, where no shell has done so. */
export function expandHome(path: string): string {
  return path.replace(/^~(?=$|[/\\])/, homedir());
}

/** Where downloaded models are kept, unless MODEL_CACHE_DIR says otherwise. */
export function hubCacheDir(environment: NodeJS.ProcessEnv): string {
  const read = (key: string) => expandHome(environment[key]?.trim() ?? "") || null;
  const home = read("HF_HOME") ?? join(read("XDG_CACHE_HOME") ?? join(homedir(), ".cache"), "huggingface");
  return read("HF_HUB_CACHE") ?? join(home, "hub");
}

/** Whether nothing may be fetched from the hub. */
export function isOffline(environment: NodeJS.ProcessEnv): boolean {
  return ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].some((key) =>
    /^(1|on|yes|true)$/i.test(environment[key]?.trim() ?? ""),
  );
}
