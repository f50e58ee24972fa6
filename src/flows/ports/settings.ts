/** The port for small values under a name: the hash of registered commands, a secret made at the first start, who got which notice. */

import type { Json } from "../../core/ask.ts";

export interface SettingStore {
  readSetting(key: string): Promise<Json | null>;
  writeSetting(key: string, value: Json): Promise<void>;
  /** What is kept under the name; `value` where nothing was. However many processes ask at once, all get the same. */
  settleSetting(key: string, value: Json): Promise<Json>;
}
