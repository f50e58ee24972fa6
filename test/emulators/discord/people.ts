/** What people do: they use commands, press buttons, send forms. Each travels over the Gateway, as from Discord. */

import { randomBytes } from "node:crypto";
import type { Gateway } from "./gateway.ts";
import {
  ALL,
  type Channel,
  channelJson,
  type Interaction,
  type Message,
  messageJson,
  snowflake,
  type User,
  userJson,
  type World,
} from "./world.ts";

export interface Where {
  readonly user: User;
  readonly channel: Channel;
  /** True where only the person added the app, and the bot is no member. */
  readonly isUserInstalled?: boolean;
  /** Whether the person has Manage Server. */
  readonly isManager?: boolean;
  /** Ids of the person's roles in the server. */
  readonly roles?: readonly string[];
}

/** An interaction as it goes over the wire. */
export type Payload = Readonly<Record<string, unknown>>;

const MANAGE_SERVER = 1n << 5n;

export function createPeople(world: World, gateway: Gateway) {
  /** Sends an interaction. */
  function act(where: Where, type: number, rest: object): Interaction {
    const { interaction, payload } = prepare(where, type, rest);
    gateway.dispatch("INTERACTION_CREATE", payload);
    return interaction;
  }

  function prepare(
    { user, channel, isUserInstalled = false, isManager = false, roles = [] }: Where,
    type: number,
    rest: object,
  ) {
    const id = snowflake();
    const interaction: Interaction = {
      id,
      token: `aW50ZXJhY3Rpb2${randomBytes(40).toString("base64url")}`,
      type,
      channelId: channel.id,
      user,
      atMs: Date.now(),
      response: null,
      original: null,
      followUps: 0,
      isDead: false,
      isUserInstalled,
    };
    world.interactions.set(id, interaction);
    const { guildId } = channel;
    const who = guildId
      ? {
          guild_id: guildId,
          guild: { id: guildId, locale: "en-US", features: [] },
          guild_locale: "en-US",
          member: {
            user: userJson(user),
            nick: null,
            roles,
            joined_at: new Date().toISOString(),
            deaf: false,
            mute: false,
            flags: 0,
            permissions: String(isManager ? ALL | MANAGE_SERVER : ALL),
          },
        }
      : { user: userJson(user) };
    const owners = isUserInstalled ? { 1: user.id } : { 0: guildId ?? "0" };
    const payload = {
      id,
      application_id: world.bot.id,
      type,
      token: interaction.token,
      version: 1,
      channel: channelJson(channel),
      channel_id: channel.id,
      ...who,
      app_permissions: String(channel.permissions),
      locale: user.locale,
      entitlements: [],
      attachment_size_limit: 10_485_760,
      authorizing_integration_owners: owners,
      context: guildId ? 0 : isUserInstalled ? 2 : 1,
      ...rest,
    };
    return { interaction, payload };
  }

  const slashData = (name: string, options: object[]) => ({
    data: { id: snowflake(), type: 1, name, options },
  });
  const textOption = (text: string) => [{ type: 3, name: "text", value: text }];

  return {
    /** Sends an interaction whose payload a test has changed. */
    actChanged(where: Where, change: (payload: Payload) => object): Interaction {
      const { interaction, payload } = prepare(
        where,
        2,
        slashData("sentiment", textOption("great job, team!")),
      );
      gateway.dispatch("INTERACTION_CREATE", change(payload));
      return interaction;
    },
    slash: (where: Where, name: string, text: string) => act(where, 2, slashData(name, textOption(text))),
    /** The same interaction sent twice. */
    slashTwice(where: Where, name: string, text: string): Interaction {
      const { interaction, payload } = prepare(where, 2, slashData(name, textOption(text)));
      gateway.dispatch("INTERACTION_CREATE", payload);
      gateway.dispatch("INTERACTION_CREATE", payload);
      return interaction;
    },
    fewshot(
      where: Where,
      subcommand: string,
      command?: string,
      more: Readonly<Record<string, string>> = {},
    ): Interaction {
      const given = { ...(command === undefined ? {} : { command }), ...more };
      const options = Object.entries(given).map(([name, value]) => ({ type: 3, name, value }));
      return act(where, 2, slashData("fewshot", [{ type: 1, name: subcommand, options }]));
    },
    complete: (where: Where, typed: string, subcommand = "help") =>
      act(
        where,
        4,
        slashData("fewshot", [
          { type: 1, name: subcommand, options: [{ type: 3, name: "command", value: typed, focused: true }] },
        ]),
      ),
    /** Apps → a command, on a message; `more` is what else the message holds. */
    onMessage: (where: Where, name: string, message: Message, more: object = {}) =>
      act(where, 2, {
        data: {
          id: snowflake(),
          type: 3,
          name,
          target_id: message.id,
          resolved: { messages: { [message.id]: { ...messageJson(message), ...more } } },
        },
      }),
    press: (where: Where, message: Message, customId: string) =>
      act(where, 3, { message: messageJson(message), data: { component_type: 2, custom_id: customId } }),
    choose: (where: Where, message: Message, { customId, value }: { customId: string; value: string }) =>
      act(where, 3, {
        message: messageJson(message),
        data: { component_type: 3, custom_id: customId, values: [value] },
      }),
    /** Sends a form that an interaction opened, filled with values by custom_id. */
    submit(
      where: Where,
      opened: Interaction,
      values: Readonly<Record<string, string | boolean | readonly string[]>>,
    ): Interaction {
      const form = opened.response?.data as {
        custom_id: string;
        components: {
          component?: { type: number; custom_id: string; options?: { value: string; default?: boolean }[] };
        }[];
      };
      const components = form.components.map(({ component }, index) => {
        if (component === undefined) return { type: 10, id: index * 2 + 1 };
        const { type, custom_id, options = [] } = component;
        const defaults = options.flatMap((option) => (option.default ? option.value : []));
        const value = values[custom_id];
        const held =
          type === 3
            ? { values: value === undefined ? defaults : [value].flat() }
            : { value: value ?? (type === 23 ? false : type === 21 ? null : "") };
        return { type: 18, id: index * 2 + 1, component: { type, id: index * 2 + 2, custom_id, ...held } };
      });
      return act(where, 5, { data: { custom_id: form.custom_id, components } });
    },
  };
}
