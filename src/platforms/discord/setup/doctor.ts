/** Tries Discord's token for `fewshot doctor`, says what to click, and prints the invite link. */

import { type APIApplication, OAuth2Scopes, PermissionFlagsBits, Routes } from "discord-api-types/v10";
import { toBotError } from "../../../core/errors.ts";
import type { Checked } from "../../shared/checked.ts";
import { createCalls, Refused } from "../client/rest.ts";

export interface CheckDiscordOptions {
  readonly token: string;
  readonly apiUrl?: string | undefined;
  readonly applicationId?: string | undefined;
}

/** All that the bot needs: to see a channel, write in it and in threads, open threads, and find its own posts again. */
export const PERMISSIONS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.ReadMessageHistory;

/** The page where somebody adds the bot to a server. */
function inviteUrl(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
    permissions: String(PERMISSIONS),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

export async function checkDiscord({ token, apiUrl, applicationId }: CheckDiscordOptions): Promise<Checked> {
  const calls = createCalls({ token, apiUrl });
  try {
    const application = await calls.call<APIApplication>("get", Routes.currentApplication());
    if (applicationId !== undefined && applicationId !== application.id)
      return bad(
        `DISCORD_APPLICATION_ID is ${applicationId}, but the token belongs to the application ${application.id}: correct it, or leave it out`,
      );
    return {
      ok: true,
      lines: [
        `token: the application ${application.name} (${application.id})`,
        `add it to a server: ${inviteUrl(application.id)}`,
      ],
    };
  } catch (error) {
    if (error instanceof Refused) return bad(`Discord refused to say who the bot is (code ${error.code})`);
    const { code, message } = toBotError(error);
    return bad(
      code === "PLATFORM_UNREACHABLE"
        ? `${apiUrl ?? "https://discord.com/api"}: ${message}. Check the network, HTTPS_PROXY and NO_PROXY, or DISCORD_API_URL`
        : message,
    );
  }
}

const bad = (line: string): Checked => ({ ok: false, lines: [line] });
