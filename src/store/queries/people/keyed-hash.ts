/**
 * Keyed hashes of people and of texts, for tables that hold neither. Whoever has the store with its settings could compute them again: they
 * keep tables apart, they make nothing anonymous.
 */

import { createHmac, randomBytes } from "node:crypto";
import { type Person, personKey } from "../../../core/ask.ts";
import { toOneLine } from "../../../core/text/text.ts";
import type { SettingStore } from "../../../flows/ports/settings.ts";
import { textKey } from "../../../learning/text-key.ts";

const KEY_SETTING = "groups-key";

export interface Hashes {
  member(person: Pick<Person, "platform" | "workspace" | "id">): string;
  /** The same for texts that count as one. */
  text(text: string): string;
}

export type OpenHashes = () => Promise<Hashes>;

/** @returns hashes with a key that is made at the first use, the same in all processes. Not to be called within a transaction. */
export function createHashes(settings: Pick<SettingStore, "settleSetting">): OpenHashes {
  let key: Promise<string> | null = null;
  return async () => {
    key ??= settings.settleSetting(KEY_SETTING, randomBytes(32).toString("base64")).then(String);
    const secret = await key.catch((error: unknown) => {
      key = null;
      throw error;
    });
    const hash = (value: string) => createHmac("sha256", secret).update(value).digest("base64url");
    return {
      member: (person) => hash(personKey(person)),
      text: (text) => hash(`text\n${textKey(toOneLine(text))}`),
    };
  };
}
