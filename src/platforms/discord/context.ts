/** What the parts of the Discord platform share. */

import type { Bot } from "../../flows/bot.ts";
import type { Log } from "../../flows/context.ts";
import type { Calls } from "./client/rest.ts";
import type { Anchors } from "./incoming/acknowledge.ts";

export interface DiscordContext {
  readonly bot: Bot;
  readonly calls: Calls;
  readonly log: Log;
  /** Acknowledgements under way in this process. */
  readonly anchors: Anchors;
}
