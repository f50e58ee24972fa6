/** What people do in Slack, as the envelopes that reach the app: commands, shortcuts, presses, forms, mentions, the App Home. */

import { describeMessage } from "./methods.ts";
import type { Delivered, Sockets } from "./sockets.ts";
import { type Fields, findBlockFaults, findViewFaults, isFields } from "./validate.ts";
import { IDS, type Message, type View, type Workspace } from "./workspace.ts";

interface PeopleOptions {
  readonly workspace: Workspace;
  readonly sockets: Sockets;
  readonly origin: string;
}

export function createPeople({ workspace, sockets, origin }: PeopleOptions) {
  const responseUrl = (channel: string, user: string, original: Message | null = null) =>
    `${origin}${workspace.newResponseUrl(channel, user, original)}`;
  /** Payloads name the workspace of the person: with Slack Connect another than the app's. */
  const describeTeam = (user: string) => ({ id: teamOf(user), domain: "emulator" });
  const teamOf = (id: string) => workspace.users.get(id)?.team ?? IDS.team;
  const describeUser = (id: string) => ({ id, username: nameOf(id), name: nameOf(id), team_id: teamOf(id) });
  const nameOf = (id: string) => workspace.users.get(id)?.name ?? id;
  const describeChannel = (id: string) => ({ id, name: workspace.channels.get(id)?.name ?? "privategroup" });
  const common = { token: "legacy", api_app_id: IDS.app, enterprise: null, is_enterprise_install: false };

  /** Shows what came with an acknowledgement to the person, as Slack does. */
  function showPayload({ payload }: Delivered, channel: string, user: string): void {
    if (payload.text === undefined && payload.blocks === undefined) return;
    const faults =
      payload.blocks === undefined ? [] : findBlockFaults(payload.blocks, "message", workspace.unknownBlocks);
    if (faults.length > 0) throw new Error(`Slack would refuse this acknowledgement: ${faults.join("; ")}`);
    workspace.addMessage({
      channel,
      botId: IDS.bot,
      ephemeralTo: payload.response_type === "in_channel" ? undefined : user,
      text: String(payload.text ?? ""),
      blocks: payload.blocks as Fields[] | undefined,
    });
  }

  /** @param teamId the workspace that made the channel: with Slack Connect not always the app's own */
  async function sendEvent(
    event: Fields,
    eventId = workspace.nextId("Ev"),
    teamId: string = IDS.team,
  ): Promise<Delivered> {
    return sockets.deliver("events_api", {
      token: "legacy",
      team_id: teamId,
      api_app_id: IDS.app,
      event,
      type: "event_callback",
      event_id: eventId,
      event_time: Math.floor(workspace.nowMs() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: IDS.team,
          user_id: IDS.botUser,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: teamId !== IDS.team,
    });
  }

  return {
    /** Types a slash command, without its slash. It arrives `delayMs` after it was typed. */
    async slash(channel: string, user: string, line: string, { delayMs = 0 } = {}): Promise<Delivered> {
      const [command = "", ...words] = line.split(" ");
      const trigger = workspace.newTrigger(user);
      workspace.advance(delayMs);
      const delivered = await sockets.deliver("slash_commands", {
        token: "legacy",
        team_id: teamOf(user),
        team_domain: "emulator",
        channel_id: channel,
        channel_name: describeChannel(channel).name,
        user_id: user,
        user_name: nameOf(user).toLowerCase(),
        command: `/${command}`,
        text: words.join(" "),
        api_app_id: IDS.app,
        is_enterprise_install: "false",
        response_url: responseUrl(channel, user),
        trigger_id: trigger,
      });
      showPayload(delivered, channel, user);
      return delivered;
    },

    /** Picks a message shortcut in the menu of a message. */
    shortcut(callbackId: string, message: Message, user: string): Promise<Delivered> {
      return sockets.deliver("interactive", {
        ...common,
        type: "message_action",
        callback_id: callbackId,
        trigger_id: workspace.newTrigger(user),
        response_url: responseUrl(message.channel, user),
        message_ts: message.ts,
        message: describeMessage(message),
        channel: describeChannel(message.channel),
        user: describeUser(user),
        team: describeTeam(user),
        action_ts: workspace.newTs(),
      });
    },

    /** Presses a button of a message. `choice` picks the side of feedback buttons. `in` pretends that the message is elsewhere. */
    press(
      message: Message,
      actionId: string,
      user: string,
      more: { choice?: "positive" | "negative"; in?: string; delayMs?: number } = {},
    ): Promise<Delivered> {
      const found = findElement(message.blocks ?? [], actionId);
      if (!found) throw new Error(`no element ${actionId} in this message`);
      const channel = more.in ?? message.channel;
      const trigger = workspace.newTrigger(user);
      workspace.advance(more.delayMs ?? 0);
      return sockets.deliver("interactive", {
        ...common,
        type: "block_actions",
        user: describeUser(user),
        team: describeTeam(user),
        container: {
          type: "message",
          message_ts: message.ts,
          channel_id: channel,
          is_ephemeral: message.ephemeralTo !== undefined,
          ...(message.threadTs && !more.in ? { thread_ts: message.threadTs } : {}),
        },
        trigger_id: trigger,
        channel: describeChannel(channel),
        ...(message.ephemeralTo ? {} : { message: describeMessage(message) }),
        response_url: responseUrl(channel, user, message),
        actions: [describeAction(found, more.choice)],
      });
    },

    /** Presses a button in an open view or in the App Home. */
    pressInView(view: View | "home", actionId: string, user: string): Promise<Delivered> {
      const content = view === "home" ? workspace.homes.get(user) : view.content;
      const found = findElement((content?.blocks ?? []) as Fields[], actionId);
      if (!found) throw new Error(`no element ${actionId} in this view`);
      const id = view === "home" ? `VHOME${user}` : view.id;
      return sockets.deliver("interactive", {
        ...common,
        type: "block_actions",
        user: describeUser(user),
        team: describeTeam(user),
        container: { type: "view", view_id: id },
        trigger_id: workspace.newTrigger(user),
        view: { id, hash: "h", state: { values: {} }, ...content },
        actions: [describeAction(found)],
      });
    },

    /** Sends a view's form. `values` by action id: a text, an option's value, or a list of them for checkboxes. */
    async submit(
      view: View,
      values: Readonly<Record<string, string | readonly string[]>>,
    ): Promise<Delivered> {
      const state: Record<string, Record<string, Fields>> = {};
      for (const block of view.content.blocks as Fields[]) {
        if (block.type !== "input" || !isFields(block.element)) continue;
        const { action_id: actionId } = block.element;
        const entry = readInput(block.element, values[String(actionId)]);
        if (entry === null && block.optional !== true)
          throw new Error(`Slack asks to fill in ${String(actionId)}`);
        state[String(block.block_id)] = {
          [String(actionId)]: entry ?? {
            type: block.element.type,
            value: null,
            selected_option: null,
            selected_options: [],
          },
        };
      }
      const delivered = await sockets.deliver("interactive", {
        ...common,
        type: "view_submission",
        user: describeUser(view.user),
        team: describeTeam(view.user),
        trigger_id: workspace.newTrigger(view.user),
        view: {
          id: view.id,
          hash: view.hash,
          team_id: teamOf(view.user),
          app_installed_team_id: IDS.team,
          ...view.content,
          state: { values: state },
        },
        response_urls: [],
      });
      applyViewAnswer(view, delivered);
      return delivered;
    },

    /** Closes a view with its x; the app gets an event only where the view asks for it. */
    async closeView(view: View): Promise<Delivered | null> {
      view.isOpen = false;
      if (view.content.notify_on_close !== true) return null;
      return sockets.deliver("interactive", {
        ...common,
        type: "view_closed",
        user: describeUser(view.user),
        team: describeTeam(view.user),
        view: { id: view.id, ...view.content },
        is_cleared: false,
      });
    },

    /** A person writes a message; nothing reaches the app. */
    say(channel: string, user: string, text: string, root?: Message, extra?: Fields): Message {
      return workspace.addMessage({ channel, user, text, threadTs: root?.threadTs ?? root?.ts, extra });
    },

    /** A person mentions the app. `text` goes after the mention, or is the whole where it holds one. */
    async mention(
      channel: string,
      user: string,
      text: string,
      root?: Message,
      more: { readonly extra?: Fields; readonly teamId?: string } = {},
    ): Promise<Delivered & { message: Message }> {
      const message = workspace.addMessage({
        channel,
        user,
        text: text.includes(`<@${IDS.botUser}`) ? text : `<@${IDS.botUser}> ${text}`.trim(),
        threadTs: root?.threadTs ?? root?.ts,
        extra: more.extra,
      });
      const delivered = await sendEvent(describeMention(message), undefined, more.teamId);
      return { ...delivered, message };
    },

    /** A person edits a message that mentions the app: Slack sends the event again, with a new id. */
    edit(message: Message, text: string): Promise<Delivered> {
      message.text = text;
      const edited = { user: message.user, ts: workspace.newTs() };
      return sendEvent({ ...describeMention(message), edited });
    },

    /** A person writes to the app directly. */
    async direct(user: string, text: string, extra?: Fields): Promise<Delivered & { message: Message }> {
      const channel = workspace.directChannel(user);
      const message = workspace.addMessage({ channel: channel.id, user, text, extra });
      const delivered = await sendEvent({
        ...describeMessage(message),
        channel: channel.id,
        channel_type: "im",
        event_ts: message.ts,
      });
      return { ...delivered, message };
    },

    /** Presses a prompt that is suggested in the conversation with the app: its text is the person's own message. */
    pressPrompt(user: string, title: string): Promise<Delivered & { message: Message }> {
      const shown = workspace.prompts.get(workspace.directChannel(user).id)?.prompts ?? [];
      const prompt = shown.find((one) => one.title === title);
      if (!prompt) throw new Error(`no prompt ${title} is suggested to ${user}`);
      return this.direct(user, String(prompt.message));
    },

    openHome: (user: string, tab = "home") =>
      sendEvent({
        type: "app_home_opened",
        user,
        channel: workspace.directChannel(user).id,
        tab,
        event_ts: workspace.newTs(),
      }),
    /** Removes the app: its bot token is dead before the event is sent. */
    uninstall() {
      revokeBotToken();
      return sendEvent({ type: "app_uninstalled" });
    },
    /** Revokes tokens: those of `bot` are the app's own, those of `oauth` are people's. */
    revokeTokens(tokens: { oauth: readonly string[]; bot: readonly string[] }) {
      if (tokens.bot.includes(IDS.botUser)) revokeBotToken();
      return sendEvent({ type: "tokens_revoked", tokens });
    },
    sendEvent,

    /** The view that was opened last for this person. */
    lastView(user: string): View {
      const view = [...workspace.views.values()].findLast((one) => one.user === user);
      if (!view) throw new Error(`no view was opened for ${user}`);
      return view;
    },
  };

  function describeMention(message: Message): Fields {
    const { channel, ts } = message;
    return { ...describeMessage(message), type: "app_mention", channel, event_ts: ts };
  }

  function revokeBotToken(): void {
    const token = workspace.tokens.get(workspace.botToken);
    if (token) token.isRevoked = true;
  }

  function applyViewAnswer(view: View, { isAcked, payload }: Delivered): void {
    if (!isAcked) return;
    const { response_action: action } = payload;
    if (action === undefined || action === "clear") view.isOpen = false;
    else if (action === "update" || action === "push") {
      const faults = findViewFaults(payload.view);
      if (faults.length > 0) throw new Error(`Slack would refuse this view: ${faults.join("; ")}`);
      view.content = payload.view as Fields;
    } else if (action === "errors") {
      const blocks = new Set((view.content.blocks as Fields[]).map((block) => block.block_id));
      for (const id of Object.keys(payload.errors as Fields))
        if (!blocks.has(id)) throw new Error(`Slack would refuse these errors: there is no block ${id}`);
    }
  }
}

interface FoundElement {
  readonly blockId: unknown;
  readonly element: Fields;
}

function findElement(blocks: readonly Fields[], actionId: string): FoundElement | null {
  for (const block of blocks) {
    const nested = findElement((block.child_blocks ?? []) as Fields[], actionId);
    if (nested) return nested;
    const elements = [
      ...((block.elements ?? []) as Fields[]),
      ...(isFields(block.accessory) ? [block.accessory] : []),
    ];
    const element = elements.find((one) => one.action_id === actionId);
    if (element) return { blockId: block.block_id ?? "auto", element };
  }
  return null;
}

function describeAction(
  { blockId, element }: FoundElement,
  choice: "positive" | "negative" = "positive",
): Fields {
  const { type, action_id: actionId } = element;
  const side = type === "feedback_buttons" ? (element[`${choice}_button`] as Fields) : element;
  return {
    type,
    action_id: actionId,
    block_id: blockId,
    text: side.text,
    value: side.value,
    action_ts: String(Date.now() / 1000),
  };
}

/** What a form's field holds once filled in; null when it was left empty. */
function readInput(element: Fields, value: string | readonly string[] | undefined): Fields | null {
  const options = (element.options ?? []) as Fields[];
  const find = (wanted: string) => {
    const option = options.find(
      (one) => one.value === wanted || (isFields(one.text) && one.text.text === wanted),
    );
    if (!option) throw new Error(`there is no option ${wanted}`);
    return option;
  };
  switch (element.type) {
    case "checkboxes":
    case "multi_static_select":
      return value === undefined
        ? Array.isArray(element.initial_options)
          ? { type: element.type, selected_options: element.initial_options }
          : null
        : { type: element.type, selected_options: [value].flat().map((one) => find(one as string)) };
    case "static_select":
    case "radio_buttons": {
      const chosen = value === undefined ? element.initial_option : find(String(value));
      return chosen === undefined ? null : { type: element.type, selected_option: chosen };
    }
    default: {
      const text = String(value ?? element.initial_value ?? "");
      if (text.length > Number(element.max_length ?? 3000))
        throw new Error("Slack would not take a text this long");
      return text === "" ? null : { type: element.type, value: text };
    }
  }
}
