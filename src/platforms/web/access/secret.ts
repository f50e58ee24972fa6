/** The secret that signs cookies. */

import { randomBytes } from "node:crypto";
import type { SettingStore } from "../../../flows/ports/settings.ts";

/** Made at the first start, shared by all processes of one store. */
export async function readCookieSecret({
  settleSetting,
}: Pick<SettingStore, "settleSetting">): Promise<Uint8Array<ArrayBuffer>> {
  return Buffer.from(
    String(await settleSetting("cookie-secret", randomBytes(32).toString("base64"))),
    "base64",
  );
}
