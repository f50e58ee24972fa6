/** What every part of the Slack platform needs. */

import type { Person } from "../../core/ask.ts";
import type { Bot } from "../../flows/bot/bot.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Standing } from "../../flows/commands/versions/rights.ts";
import type { People } from "./client/users.ts";
import type { SlackCalls } from "./client/web-api.ts";

/** Who the bot is in Slack. */
export interface Identity {
  readonly botId: string;
  readonly botUserId: string;
  readonly workspace: string;
}

export interface SlackContext {
  readonly bot: Bot;
  readonly calls: SlackCalls;
  readonly people: People;
  readonly log: Log;
  /** Known once the platform has started. */
  readonly identity: () => Identity;
  /**
   * A person by their id, which names one person in all of Slack. The workspace is always the one the bot is installed in: with Slack
   * Connect and Enterprise Grid, events name that of the person or of the channel's owner, and the same person would be several.
   */
  readonly person: (id: string, name: string) => Person;
  /** What a person is in the workspace, for `Actor.standing`. */
  readonly standing: (id: string) => () => Promise<Standing>;
  /** The mapped user groups that a person is in, for `Actor.groupIds`. */
  readonly groupIds: (id: string) => () => Promise<readonly string[] | null>;
}
