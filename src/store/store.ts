/** The store: opens the database, makes it ready, and joins asks, feedback, privacy, settings and jobs into the flows' port. */

import { BotError } from "../core/errors.ts";
import type { Store } from "../flows/ports/store.ts";
import { createChanges, createCommandNotices, createVersionChanges } from "./changes.ts";
import { type Database, type StoreLog, silent } from "./database/database.ts";
import { guard, guardItems, toStoreError } from "./database/faults.ts";
import { type DatabaseChoice, openDatabase } from "./database/open-database.ts";
import { createWork } from "./jobs/work.ts";
import { createAsks } from "./queries/asks/asks.ts";
import { deleteExpired } from "./queries/asks/expiry.ts";
import { exportedAsks } from "./queries/asks/exported.ts";
import { createFeedback } from "./queries/asks/feedback.ts";
import { createAcceptedTexts } from "./queries/commands/accepted-texts.ts";
import { createHeads } from "./queries/commands/heads.ts";
import { createInForce } from "./queries/commands/in-force.ts";
import { createRuns, releaseAllRuns } from "./queries/commands/runs.ts";
import { createVersions } from "./queries/commands/versions.ts";
import { createDashboard } from "./queries/dashboard/read.ts";
import { exportPerson } from "./queries/people/export-person.ts";
import { createGroupAlerts, releaseGroupAlerts } from "./queries/people/group-alerts.ts";
import { createGroups, createMembers, readGroupAsks } from "./queries/people/groups.ts";
import { createHashes } from "./queries/people/keyed-hash.ts";
import { createPreferences } from "./queries/people/preferences.ts";
import { createPrivacy } from "./queries/people/privacy.ts";
import { createSettings } from "./queries/people/settings.ts";
import { createTrials } from "./queries/people/trials.ts";
import { createContests } from "./queries/review/contests.ts";
import { createLabelledRows } from "./queries/review/labelled-rows.ts";
import { createReviews } from "./queries/review/reviews.ts";
import { prepare } from "./schema/prepare.ts";
import { GONE_CHANNEL, ROWS_CHANNEL, SCHEMA } from "./schema/tables.ts";

/** Jobs at once in a process: they mostly wait for the model. */
const DEFAULT_CONCURRENCY = 64;
const DEFAULT_DEADLINE_MS = 10_000;
const ROLL_UP_EVERY_MS = 10_000;
/** A database that is opened again within this time was not lost. */
const LOST_MS = 10_000;

export interface StoreOptions extends DatabaseChoice {
  /** How long asks are kept; null or 0 without limit. Default null. */
  readonly retentionDays?: number | null;
  /** Jobs at once in this process, from 1. Default 64. */
  readonly concurrency?: number;
  /** What changed is counted again this often, in milliseconds. Default 10 seconds. */
  readonly rollUpEveryMs?: number;
  /** Whether verbs of the terminal may work with the data folder while this process has it. */
  readonly servesVerbs?: boolean;
  readonly log?: StoreLog;
}

export interface OpenedStore extends Store {
  /** The address of this process's page, for the message to whoever finds the data folder in use. */
  noteUrl(url: string): Promise<void>;
}

/** Opens the store on PostgreSQL or in a data folder.
 * @throws {BotError} STORE_UNAVAILABLE, STORE_LOCKED, STORE_UNWRITABLE, STORE_FOREIGN, each with what to do */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const { retentionDays = null, concurrency = DEFAULT_CONCURRENCY, log = silent } = options;
  const { rollUpEveryMs = ROLL_UP_EVERY_MS } = options;
  const { database, noteUrl, serve } = await openDatabase(options, log);
  try {
    const store = await joinStore({ database, retentionDays, concurrency, rollUpEveryMs, log });
    if (options.servesVerbs) await serve();
    return { ...store, noteUrl };
  } catch (cause) {
    await database.close();
    throw toStoreError(cause);
  }
}

async function joinStore(options: {
  readonly database: Database;
  readonly retentionDays: number | null;
  readonly concurrency: number;
  readonly rollUpEveryMs: number;
  readonly log: StoreLog;
}): Promise<Omit<OpenedStore, "noteUrl">> {
  const { database, retentionDays, concurrency, rollUpEveryMs, log } = options;
  await prepare(database, log);
  const db = database.kysely.withSchema(SCHEMA);
  const background = database.background.withSchema(SCHEMA);
  const changes = createChanges();
  const versionChanges = createVersionChanges();
  const rowChanges = createCommandNotices(ROWS_CHANNEL);
  const goneTexts = createCommandNotices(GONE_CHANNEL);
  const work = createWork({ database, concurrency, rollUpEveryMs, log });
  let isClosing: Promise<void> | null = null;
  // Alone on this database, whatever is held was left by a process that is gone.
  if (!database.isShared) await Promise.all([work.takeBackAll(), releaseGroupAlerts(db), releaseAllRuns(db)]);
  const notices = [changes, versionChanges, rowChanges, goneTexts, work];
  await database.listen(notices.map(({ listener }) => listener));

  const settings = createSettings(db);
  const hashes = createHashes(settings);
  const memberOf = createMembers(hashes);
  const close = async (deadlineMs: number) => {
    await work.stop(deadlineMs);
    await database.close();
  };
  return {
    ...guard({
      ...createAsks({ db, retentionDays: retentionDays || null, onJob: work.wakeAsks }),
      ...createFeedback({ db, onJob: work.wakeAsks }),
      ...createPrivacy({ db, hashes, onJob: work.wakeAll }),
      ...createPreferences(db),
      ...createTrials(db),
      ...createVersions(db),
      ...createReviews(db, hashes),
      ...createContests({ db, onJob: work.wakeAsks }),
      ...createLabelledRows(db),
      ...createHeads(db),
      ...createInForce(db),
      ...createAcceptedTexts(db, hashes),
      ...createDashboard(background),
      ...createRuns(db),
      ...createDashboard(db),
      ...createGroupAlerts(db, settings),
      ...createGroups({ db, memberOf, readSetting: settings.readSetting }),
      async deleteExpired(now: Date) {
        const asks = await deleteExpired({ db, settings, hashes, log }, now);
        await database.vacuum();
        return asks;
      },
      ...settings,
      queue: () => work.depth(),
    }),
    exportedAsks: (options) => guardItems(exportedAsks(background, options)),
    exportPerson: (person) => guardItems(exportPerson({ db: background, memberOf }, person)),
    groupAsks: (week, options) => guardItems(readGroupAsks({ db: background, memberOf }, week, options)),
    isLost: () => database.lostMs() > LOST_MS,
    watch: (listener) => changes.watch(listener),
    watchVersions: (listener) => versionChanges.watch(listener),
    watchRows: (listener) => rowChanges.watch(listener),
    watchGone: (listener) => goneTexts.watch(listener),
    async work(processAsk, retract) {
      if (work.isStarted()) throw new BotError("INTERNAL", "work() was called twice on one store");
      work.start(processAsk, retract);
    },
    close(deadlineMs = DEFAULT_DEADLINE_MS) {
      isClosing ??= close(deadlineMs);
      return isClosing;
    },
  };
}
