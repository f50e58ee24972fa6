/** Notifies listeners, in whichever process, of every ask that changed, of every change of the live commands, and of texts that came or went. */

import type { PlatformName } from "../core/ask.ts";
import type { Change } from "../flows/ports/store.ts";
import type { Listener } from "./database/database.ts";
import { CHANGE_CHANNEL, COMMAND_CHANNEL, type GONE_CHANNEL, type ROWS_CHANNEL } from "./schema/tables.ts";

const PLATFORMS: readonly PlatformName[] = ["slack", "discord", "web"];

export interface Changes {
  watch(listener: (change: Change) => void): () => void;
  readonly listener: Listener;
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  const notify = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  return {
    watch(listener) {
      const own = (change: Change) => listener(change);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    listener: {
      channel: CHANGE_CHANNEL,
      onNotice(payload) {
        const [platform = "", askId = ""] = payload.split(":");
        notify({ platform: platform as PlatformName, askId: askId === "" ? null : askId });
      },
      // Any ask may have changed meanwhile.
      onReturn() {
        for (const platform of PLATFORMS) notify({ platform, askId: null });
      },
    },
  };
}

export interface VersionChanges {
  watch(listener: () => void): () => void;
  readonly listener: Listener;
}

export function createVersionChanges(): VersionChanges {
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };
  return {
    watch(listener) {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    listener: { channel: COMMAND_CHANNEL, onNotice: notify, onReturn: notify },
  };
}

export interface CommandNotices {
  watch(listener: (command: string | null) => void): () => void;
  readonly listener: Listener;
}

/** Notices that name a command, or none for any. */
export function createCommandNotices(channel: typeof ROWS_CHANNEL | typeof GONE_CHANNEL): CommandNotices {
  const listeners = new Set<(command: string | null) => void>();
  const notify = (command: string | null) => {
    for (const listener of listeners) listener(command);
  };
  return {
    watch(listener) {
      const own = (command: string | null) => listener(command);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    listener: {
      channel,
      onNotice: (command) => notify(command === "" ? null : command),
      onReturn: () => notify(null),
    },
  };
}
