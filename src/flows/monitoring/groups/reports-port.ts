/** Reports about groups, as pages and verbs ask for them. */

import type { GroupSource, GroupsReport, Week } from "./report.ts";

export interface GroupReports {
  /** Those that are on; empty while groups are not watched. */
  readonly sources: readonly GroupSource[];
  /** The weeks that have been closed, newest first. Empty where the clock is doubted. */
  weeks(): Promise<{ readonly weeks: readonly Week[]; readonly isClockDoubted: boolean }>;
  /** Reports are made one at a time.
   * @returns null for a week that is not among them; "busy" where too many others are being made: try again
   * @throws {BotError} STORE_* */
  report(weekId: string): Promise<GroupsReport | "busy" | null>;
}
