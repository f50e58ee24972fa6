/** People on Discord, as the bot knows them, and the channel that a press belongs to. */

import type { APIInteractionGuildMember, APIUser } from "discord-api-types/v10";
import type { Person } from "../../../core/ask.ts";

interface Where {
  readonly guild_id?: string | undefined;
}

/** A workspace is a server, or "dm" for all conversations outside of one. */
export function makePerson(
  { guild_id }: Where,
  user: Pick<APIUser, "id" | "username" | "global_name">,
): Person {
  return {
    platform: "discord",
    workspace: guild_id ?? "dm",
    id: user.id,
    name: user.global_name ?? user.username,
  };
}

/** Who did something: by the name that this server shows. */
export function personOf(
  interaction: Where & { readonly member?: APIInteractionGuildMember; readonly user?: APIUser },
): Person {
  const user = interaction.member?.user ?? interaction.user;
  if (!user) return { platform: "discord", workspace: interaction.guild_id ?? "dm", id: "0", name: "…" };
  const person = makePerson(interaction, user);
  return interaction.member?.nick ? { ...person, name: interaction.member.nick } : person;
}
