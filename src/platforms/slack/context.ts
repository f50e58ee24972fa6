/** What every part of the Slack platform has at hand. */

import type { Bot } from "../../flows/bot.ts";
import type { Log } from "../../flows/context.ts";
import type { People } from "./client/users.ts";
import type { SlackCalls } from "./client/web-api.ts";
import type { Tell } from "./outgoing/ephemeral.ts";

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
  readonly tell: Tell;
  readonly log: Log;
  /** Known once the platform has started. */
  readonly identity: () => Identity;
  /** Days that asks are kept; null without limit; undefined when nobody said. */
  readonly retentionDays?: number | null | undefined;
  /** Address of the dashboard, where there is one. */
  readonly dashboardUrl?: string | null | undefined;
}
