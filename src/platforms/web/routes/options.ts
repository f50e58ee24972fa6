/** What the routes are given. */

import type { AskRecord } from "../../../core/ask.ts";
import type { Waiting } from "../../../core/views/view.ts";
import type { Bot } from "../../../flows/bot/bot.ts";
import type { Log } from "../../../flows/bot/context.ts";
import type { Addresses } from "../access/address.ts";
import type { VisitorOptions } from "../access/visitor.ts";
import type { Events } from "../live/events.ts";
import type { WriteLimits } from "./limits.ts";

export interface RouteOptions extends VisitorOptions {
  readonly bot: Bot;
  readonly events: Events;
  readonly addresses: Addresses;
  readonly limits: WriteLimits;
  readonly log: Log;
  /** The model server's host; null when the model runs in this process. */
  readonly where: string | null;
  /** Whether everybody who gets here has logged in with ADMIN_TOKEN. */
  readonly isProtected: boolean;
  /** What an unanswered ask waits for, and what the model has written so far. */
  readonly progressOf: (record: AskRecord) => {
    readonly waiting: Waiting | null;
    readonly draft: string | null;
  };
}
