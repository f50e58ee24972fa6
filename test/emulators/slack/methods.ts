/** The Web API methods that exist here: each takes decoded arguments and gives Slack's answer. */

import { LIMITS } from "./limits.ts";
import { findManifestFaults } from "./manifest-faults.ts";
import { SURFACE_METHODS } from "./surface-methods.ts";
import { countCharacters, type Fields, findBlockFaults, findViewFaults, isFields } from "./validate.ts";
import { type Channel, IDS, type Message, type TokenState, type Workspace } from "./workspace.ts";

export type Answer = { readonly ok: boolean; readonly error?: string } & Fields;

export interface Call {
  readonly args: Fields;
  readonly token: TokenState;
  readonly workspace: Workspace;
  /** "http://127.0.0.1:PORT" of this emulator. */
  readonly origin: string;
  /** Makes a socket's address that works once. */
  readonly newSocketUrl: () => string;
}

export interface Method {
  /** Which kind of token, default bot. */
  readonly token?: "bot" | "app" | "any";
  readonly scopes?: readonly string[];
  readonly run: (call: Call) => Answer;
}

const ok = (fields: Fields = {}): Answer => ({ ok: true, ...fields });
const fail = (error: string, fields: Fields = {}): Answer => ({ ok: false, error, ...fields });

export const METHODS: Readonly<Record<string, Method>> = {
  ...SURFACE_METHODS,
  "auth.test": {
    token: "any",
    run: () =>
      ok({
        url: "https://emulator.slack.com/",
        team: "Emulator",
        team_id: IDS.team,
        user: "fewshot",
        user_id: IDS.botUser,
        bot_id: IDS.bot,
      }),
  },
  "auth.revoke": {
    run: ({ token }) => {
      token.isRevoked = true;
      return ok({ revoked: true });
    },
  },
  "oauth.v2.access": {
    token: "any",
    run: ({ args, workspace }) =>
      args.code === "good-code"
        ? ok({
            access_token: workspace.botToken,
            token_type: "bot",
            scope: workspace.tokens.get(workspace.botToken)?.scopes.join(","),
            bot_user_id: IDS.botUser,
            app_id: IDS.app,
            team: { id: IDS.team, name: "Emulator" },
            enterprise: null,
            is_enterprise_install: false,
            authed_user: { id: "U0INSTALLER" },
          })
        : fail("invalid_code"),
  },
  "apps.connections.open": {
    token: "app",
    scopes: ["connections:write"],
    run: (call) => ok({ url: call.newSocketUrl() }),
  },
  "chat.postMessage": { scopes: ["chat:write"], run: postMessage },
  "chat.update": { scopes: ["chat:write"], run: updateMessage },
  "chat.postEphemeral": { scopes: ["chat:write"], run: postEphemeral },
  "chat.delete": {
    scopes: ["chat:write"],
    run: ({ args, workspace }) => {
      const message = workspace.findMessage(String(args.channel), String(args.ts));
      if (!message) return fail("message_not_found");
      if (!message.botId) return fail("cant_delete_message");
      workspace.messages.splice(workspace.messages.indexOf(message), 1);
      return ok({ channel: message.channel, ts: message.ts });
    },
  },
  "chat.getPermalink": {
    run: ({ args, workspace }) =>
      workspace.findMessage(String(args.channel), String(args.message_ts))
        ? ok({
            channel: args.channel,
            permalink: `https://emulator.slack.com/archives/${String(args.channel)}/p${String(args.message_ts).replace(".", "")}`,
          })
        : fail("message_not_found"),
  },
  "views.open": { run: openView },
  "views.push": { run: openView },
  "views.update": { run: updateView },
  "views.publish": {
    run: ({ args, workspace }) => {
      const refusal = refuseView(args.view);
      if (refusal) return refusal;
      if (!workspace.users.has(String(args.user_id))) return fail("user_not_found");
      if ((args.view as Fields).type !== "home") return fail("invalid_arguments");
      workspace.homes.set(String(args.user_id), args.view as Fields);
      return ok({ view: { id: `VHOME${String(args.user_id)}`, ...(args.view as Fields) } });
    },
  },
  "conversations.open": {
    scopes: ["im:write"],
    run: ({ args, workspace }) =>
      workspace.users.has(String(args.users))
        ? ok({ channel: { id: workspace.directChannel(String(args.users)).id } })
        : fail("user_not_found"),
  },
  "conversations.info": {
    run: ({ args, workspace }) => {
      const channel = workspace.channels.get(String(args.channel));
      if (!channel || isHidden(channel)) return fail("channel_not_found");
      return ok({
        channel: {
          id: channel.id,
          name: channel.name,
          is_archived: channel.isArchived,
          is_member: hasBot(channel),
        },
      });
    },
  },
  "conversations.history": { run: (call) => readHistory(call, null) },
  "conversations.replies": { run: (call) => readHistory(call, String(call.args.ts)) },
  "users.info": {
    scopes: ["users:read"],
    run: ({ args, workspace }) => {
      const user = workspace.users.get(String(args.user));
      if (!user) return fail("user_not_found");
      const { id, name, locale } = user;
      const hasLocale = args.include_locale === "true";
      return ok({
        user: {
          id,
          team_id: user.team ?? IDS.team,
          is_admin: user.isAdmin === true,
          is_owner: false,
          name: name.toLowerCase(),
          real_name: name,
          profile: { display_name: name, real_name: name },
          ...(hasLocale ? { locale } : {}),
        },
      });
    },
  },
  "files.getUploadURLExternal": {
    scopes: ["files:write"],
    run: ({ args, workspace, origin }) => {
      const id = workspace.nextId("F");
      workspace.files.push({ id, name: String(args.filename), content: "", channel: null });
      return ok({ upload_url: `${origin}/upload/${id}`, file_id: id });
    },
  },
  "files.completeUploadExternal": {
    scopes: ["files:write"],
    run: ({ args, workspace }) => {
      const channel = workspace.channels.get(String(args.channel_id));
      if (!channel || !hasBot(channel)) return fail("channel_not_found");
      const wanted = (args.files as readonly Fields[]).map(({ id }) =>
        workspace.files.find((file) => file.id === id),
      );
      if (wanted.some((file) => !file)) return fail("file_not_found");
      for (const file of wanted) if (file) file.channel = channel.id;
      return ok({ files: wanted.map((file) => ({ id: file?.id, name: file?.name })) });
    },
  },
  "apps.manifest.validate": {
    token: "any",
    run: ({ args }) => {
      const manifest =
        typeof args.manifest === "string" ? (JSON.parse(args.manifest) as unknown) : args.manifest;
      const errors = findManifestFaults(manifest);
      return errors.length === 0 ? ok() : fail("invalid_manifest", { errors });
    },
  },
};

const hasBot = (channel: Channel) => channel.members.has(IDS.botUser);
/** Private conversations without the bot do not exist for it. */
const isHidden = (channel: Channel) => channel.kind !== "public" && !hasBot(channel);

/** Where a post may go: the channel, or why not. A person's id means the conversation with them. */
function findTarget({ args, workspace, token }: Call): Channel | Answer {
  const id = String(args.channel ?? "");
  const channel = workspace.users.has(id) ? workspace.directChannel(id) : workspace.channels.get(id);
  if (!channel || isHidden(channel)) return fail("channel_not_found");
  if (!hasBot(channel) && !token.scopes.includes("chat:write.public")) return fail("not_in_channel");
  if (channel.isArchived) return fail("is_archived");
  if (channel.isRestricted) return fail("restricted_action");
  return channel;
}

function refuseContent({ args, workspace }: Pick<Call, "args" | "workspace">): Answer | null {
  const hasBlocks = Array.isArray(args.blocks) && args.blocks.length > 0;
  if (args.blocks !== undefined && !Array.isArray(args.blocks)) return fail("invalid_blocks_format");
  if (!hasBlocks && (typeof args.text !== "string" || args.text === "")) return fail("no_text");
  if (hasBlocks) {
    const messages = findBlockFaults(args.blocks, "message", workspace.unknownBlocks);
    if (messages.length > 0) return fail("invalid_blocks", { response_metadata: { messages } });
    if (countCharacters(args.blocks) > LIMITS.blockCharacters) return fail("msg_blocks_too_long");
  }
  const { metadata } = args;
  if (
    metadata !== undefined &&
    !(isFields(metadata) && typeof metadata.event_type === "string" && isFields(metadata.event_payload))
  )
    return fail("invalid_metadata_format");
  return null;
}

function postMessage(call: Call): Answer {
  const { args, workspace } = call;
  const channel = findTarget(call);
  if ("ok" in channel) return channel;
  const refusal = refuseContent(call);
  if (refusal) return refusal;
  const threadTs = args.thread_ts === undefined ? undefined : String(args.thread_ts);
  if (threadTs !== undefined) {
    const root = workspace.findMessage(channel.id, threadTs);
    if (!root || root.threadTs) return fail("thread_not_found");
  }
  const message = workspace.addMessage({
    channel: channel.id,
    botId: IDS.bot,
    text: String(args.text ?? "").slice(0, LIMITS.messageCharacters),
    blocks: args.blocks as Fields[] | undefined,
    metadata: args.metadata as Fields | undefined,
    threadTs,
  });
  const isCut = String(args.text ?? "").length > LIMITS.messageCharacters;
  return ok({
    channel: channel.id,
    ts: message.ts,
    message: describeMessage(message, true),
    ...(isCut ? { response_metadata: { warnings: ["message_truncated"] } } : {}),
  });
}

function updateMessage(call: Call): Answer {
  const { args, workspace } = call;
  const channel = findTarget(call);
  if ("ok" in channel) return channel;
  const message = workspace.findMessage(channel.id, String(args.ts));
  if (!message) return fail("message_not_found");
  if (!message.botId) return fail("cant_update_message");
  const refusal = refuseContent(call);
  if (refusal) return refusal;
  message.text = String(args.text ?? "");
  message.blocks = args.blocks as Fields[] | undefined;
  if (args.metadata) message.metadata = args.metadata as Fields;
  message.edits++;
  return ok({ channel: channel.id, ts: message.ts, text: message.text });
}

function postEphemeral(call: Call): Answer {
  const { args, workspace } = call;
  const channel = workspace.channels.get(String(args.channel));
  if (!channel || isHidden(channel)) return fail("channel_not_found");
  if (!hasBot(channel)) return fail("not_in_channel");
  if (channel.isArchived) return fail("is_archived");
  if (!channel.members.has(String(args.user))) return fail("user_not_in_channel");
  const refusal = refuseContent(call);
  if (refusal) return refusal;
  const threadTs = args.thread_ts === undefined ? undefined : String(args.thread_ts);
  const isShown = threadTs === undefined || workspace.visible(channel.id, threadTs).length > 1;
  // Taken, but nobody sees it.
  if (!isShown) return ok({ message_ts: workspace.newTs() });
  const message = workspace.addMessage({
    channel: channel.id,
    botId: IDS.bot,
    ephemeralTo: String(args.user),
    threadTs,
    text: String(args.text ?? ""),
    blocks: args.blocks as Fields[] | undefined,
  });
  return ok({ message_ts: message.ts });
}

function refuseView(view: unknown): Answer | null {
  if (Buffer.byteLength(JSON.stringify(view ?? null)) > LIMITS.viewBytes) return fail("view_too_large");
  const messages = findViewFaults(view);
  return messages.length > 0 ? fail("invalid_arguments", { response_metadata: { messages } }) : null;
}

function openView({ args, workspace }: Call): Answer {
  const refusal = refuseView(args.view);
  if (refusal) return refusal;
  const used = workspace.useTrigger(args.trigger_id);
  if ("error" in used) return fail(used.error);
  const id = workspace.nextId("V");
  const hash = `${workspace.nowMs()}.${id}`;
  workspace.views.set(id, { id, user: used.user, hash, content: args.view as Fields, isOpen: true });
  return ok({ view: { id, hash, ...(args.view as Fields) } });
}

function updateView({ args, workspace }: Call): Answer {
  const refusal = refuseView(args.view);
  if (refusal) return refusal;
  const view = workspace.views.get(String(args.view_id));
  if (!view?.isOpen) return fail("not_found");
  if (args.hash !== undefined && args.hash !== view.hash) return fail("hash_conflict");
  view.content = args.view as Fields;
  view.hash = `${workspace.nowMs()}.${workspace.nextId("")}`;
  return ok({ view: { id: view.id, hash: view.hash, ...view.content } });
}

const HISTORY_SCOPES = {
  public: "channels:history",
  private: "groups:history",
  im: "im:history",
  mpim: "mpim:history",
};

function readHistory({ args, workspace, token }: Call, threadTs: string | null): Answer {
  const channel = workspace.channels.get(String(args.channel));
  if (!channel || isHidden(channel)) return fail("channel_not_found");
  const needed = HISTORY_SCOPES[channel.kind];
  if (!token.scopes.includes(needed))
    return fail("missing_scope", { needed, provided: token.scopes.join(",") });
  if (!hasBot(channel)) return fail("not_in_channel");
  const isInclusive = args.inclusive === "true";
  const inRange = (ts: string) =>
    (args.oldest === undefined || ts > String(args.oldest) || (isInclusive && ts === args.oldest)) &&
    (args.latest === undefined || ts < String(args.latest) || (isInclusive && ts === args.latest));
  const all = workspace.visible(channel.id, threadTs ?? undefined);
  if (threadTs !== null && !all.some(({ ts }) => ts === threadTs)) return fail("thread_not_found");
  const found = all.filter((message) =>
    threadTs === null
      ? !message.threadTs && inRange(message.ts)
      : message.ts === threadTs || inRange(message.ts),
  );
  // The history comes newest first, a thread oldest first.
  const ordered = threadTs === null ? found.reverse() : found;
  const from = Number(args.cursor ?? 0);
  const limit = Math.min(Number(args.limit ?? 100), 1000);
  const page = ordered.slice(from, from + limit);
  const isMore = from + limit < ordered.length;
  return ok({
    messages: page.map((message) => describeMessage(message, args.include_all_metadata === "true")),
    has_more: isMore,
    response_metadata: { next_cursor: isMore ? String(from + limit) : "" },
  });
}

/** A message as it comes in events and answers. */
export function describeMessage(message: Message, hasMetadata = false): Fields {
  const { ts, text, blocks, user, botId, threadTs, metadata, extra } = message;
  return {
    type: "message",
    ts,
    text,
    ...(user ? { user } : { user: IDS.botUser, bot_id: botId, app_id: IDS.app }),
    ...(blocks ? { blocks } : {}),
    ...(threadTs ? { thread_ts: threadTs } : {}),
    ...(hasMetadata && metadata ? { metadata } : {}),
    ...extra,
  };
}
