/** What is in the emulated Discord: people, servers, channels, threads, messages, and interactions under way. */

export const PERMISSIONS = {
  view: 1n << 10n,
  send: 1n << 11n,
  history: 1n << 16n,
  publicThreads: 1n << 35n,
  sendInThreads: 1n << 38n,
} as const;
/** What the invite link asks for. */
export const ALL = Object.values(PERMISSIONS).reduce((sum, one) => sum | one, 0n);

export const TYPES = {
  text: 0,
  dm: 1,
  group: 3,
  news: 5,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
} as const;

export interface User {
  readonly id: string;
  readonly username: string;
  readonly locale: string;
  readonly bot?: boolean;
}

export interface Channel {
  readonly id: string;
  readonly type: number;
  readonly guildId: string | null;
  readonly parentId: string | null;
  readonly name: string;
  /** The bot's. */
  permissions: bigint;
  archived: boolean;
  locked: boolean;
  /** Takes no more threads. */
  isFull: boolean;
}

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly author: User;
  content: string;
  components: readonly Row[];
  flags: number;
  /** Everybody whom it pinged: user ids, "everyone". */
  pings: string[];
  files: { readonly name: string; readonly text: string }[];
  readonly nonce: string | null;
  /** Of the person who alone sees it; null for all. */
  readonly seenBy: string | null;
  readonly replyTo: string | null;
  /** True while it says that the bot is thinking. */
  isDeferred: boolean;
  edits: number;
}

/** A row of buttons, a text display, a separator, or a container of those. */
export interface Row {
  readonly type: number;
  readonly components?: readonly (Row & Component)[];
  /** Of a text display. */
  readonly content?: string;
  /** Of a container. */
  readonly accent_color?: number | null;
}

export interface Component {
  readonly type: number;
  readonly custom_id: string;
  readonly label?: string;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
}

/** A message of components alone; Discord never takes the flag away again. */
export const COMPONENTS_V2 = 1 << 15;

/** What people read in a message: its content, or its text displays, one a line. */
export const textOf = ({ content, components }: Pick<Message, "content" | "components">): string =>
  [content, ...components.flatMap(textsOf)].filter((text) => text !== "").join("\n");

const textsOf = ({ content, components = [] }: Row): string[] => [
  ...(content === undefined ? [] : [content]),
  ...components.flatMap(textsOf),
];

/** All buttons and selects of a message, however deep. */
export const controlsOf = (rows: readonly Row[]): Component[] =>
  rows.flatMap(({ components = [] }) =>
    components.flatMap((one) => (one.custom_id === undefined ? controlsOf([one]) : [one])),
  );

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly channelId: string;
  readonly user: User;
  readonly atMs: number;
  /** What the bot answered first. */
  response: {
    readonly type: number;
    readonly data: Readonly<Record<string, unknown>>;
    readonly atMs: number;
  } | null;
  original: Message | null;
  followUps: number;
  /** True once its 15 minutes are over. */
  isDead: boolean;
  readonly isUserInstalled: boolean;
}

const EPOCH_MS = 1420070400000n;
let counter = 0n;

/** Ids grow with time, as Discord's do. */
export function snowflake(): string {
  counter = (counter + 1n) % 4096n;
  return String(((BigInt(Date.now()) - EPOCH_MS) << 22n) | counter);
}

export function createWorld() {
  const users = new Map<string, User>();
  const channels = new Map<string, Channel>();
  const messages: Message[] = [];
  const interactions = new Map<string, Interaction>();
  const bot: User = { id: snowflake(), username: "fewshot", locale: "en-US", bot: true };

  function addUser(username: string, locale = "en-US"): User {
    const user = { id: snowflake(), username, locale };
    users.set(user.id, user);
    return user;
  }

  function addChannel(given: Partial<Channel> & Pick<Channel, "type">): Channel {
    const channel = {
      id: snowflake(),
      guildId: null,
      parentId: null,
      name: "general",
      permissions: ALL,
      archived: false,
      locked: false,
      isFull: false,
      ...given,
    };
    channels.set(channel.id, channel);
    return channel;
  }

  function addMessage(given: Partial<Message> & Pick<Message, "channelId" | "author">): Message {
    const message: Message = {
      id: snowflake(),
      content: "",
      components: [],
      flags: 0,
      pings: [],
      files: [],
      nonce: null,
      seenBy: null,
      replyTo: null,
      isDeferred: false,
      edits: 0,
      ...given,
    };
    messages.push(message);
    return message;
  }

  return {
    bot,
    users,
    channels,
    messages,
    interactions,
    addUser,
    addChannel,
    addMessage,
    /** What everybody in a channel sees of the bot, oldest first. */
    posts: (channelId: string) =>
      messages.filter(
        (message) => message.channelId === channelId && message.author === bot && message.seenBy === null,
      ),
    /** What one person alone was shown, oldest first. */
    privateTo: (user: User) => messages.filter((message) => message.seenBy === user.id),
    threads: (channelId: string) => [...channels.values()].filter(({ parentId }) => parentId === channelId),
  };
}

export type World = ReturnType<typeof createWorld>;

/** A message as the API gives it. */
export function messageJson(message: Message) {
  const { id, author, content, components, flags, nonce } = message;
  return {
    id,
    type: 0,
    channel_id: message.channelId,
    author: userJson(author),
    content,
    components,
    flags,
    embeds: [],
    attachments: message.files.map(({ name }, index) => ({ id: String(index), filename: name })),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    ...(nonce === null ? {} : { nonce }),
  };
}

export function userJson({ id, username, bot }: User) {
  return { id, username, discriminator: "0", global_name: username, avatar: null, ...(bot ? { bot } : {}) };
}

export function channelJson(channel: Channel) {
  const isThread = channel.type >= 10 && channel.type <= 12;
  return {
    id: channel.id,
    type: channel.type,
    name: channel.name,
    permissions: String(ALL),
    ...(channel.guildId ? { guild_id: channel.guildId } : {}),
    ...(channel.parentId ? { parent_id: channel.parentId } : {}),
    ...(isThread
      ? {
          thread_metadata: {
            archived: channel.archived,
            locked: channel.locked,
            auto_archive_duration: 1440,
            archive_timestamp: new Date().toISOString(),
          },
        }
      : {}),
  };
}
