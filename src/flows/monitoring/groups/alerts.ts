/** Posts what was found about groups to the channels that an admin has chosen: once a week and finding, whatever is killed. */

import type { Ask } from "../../../core/ask.ts";
import { type BotError, toBotError } from "../../../core/errors.ts";
import type { MessageView } from "../../../core/views/view.ts";
import { createFormat } from "../../../i18n/format.ts";
import { languageFor } from "../../../i18n/words.ts";
import type { WorkerPorts } from "../../bot/context.ts";
import { titleOf } from "./lists.ts";
import type { GroupAlert, GroupStore } from "./ports.ts";
import type { Finding, GroupsReport } from "./report.ts";
import type { GroupReports } from "./reports-port.ts";
import { alertWords, groupWords } from "./words.ts";

/** Whether a week was closed since. */
const CHECK_MS = 10 * 60_000;
/** After a start the clock is checked first. */
const FIRST_MS = 15_000;
/** One process has an alert for so long; each step of posting renews it. */
const CLAIM_MS = 60_000;
const RETRY_MS = 60_000;
/** An alert that no channel took for so long is given up. */
const MAX_AGE_MS = 7 * 24 * 60 * 60_000;

/** Where alerts go. */
export interface AlertChannel {
  readonly platform: string;
  readonly channel: string;
  /** BCP 47 tag. */
  readonly locale: string;
}

export interface AlertOptions extends Pick<WorkerPorts, "platforms" | "log" | "now"> {
  readonly store: Pick<
    GroupStore,
    | "addGroupAlerts"
    | "takeGroupAlert"
    | "keepGroupAlert"
    | "endGroupAlert"
    | "postponeGroupAlert"
    | "isWeekAlerted"
    | "noteWeekAlerted"
  >;
  readonly reports: GroupReports;
  readonly channels: readonly AlertChannel[];
  /** Of the page; null where none is set. */
  readonly publicUrl: string | null;
}

/** Looks soon and every ten minutes, until it is stopped.
 * @param firstMs until the first look, in milliseconds
 * @returns how to stop */
export function keepAlerting(options: AlertOptions, firstMs = FIRST_MS): () => Promise<void> {
  if (options.channels.length === 0) return async () => {};
  let running: Promise<void> = Promise.resolve();
  const check = () => {
    running = running
      .then(() => alertOnce(options))
      .catch((cause: unknown) => {
        const { code, message } = toBotError(cause);
        options.log.warn({ code, reason: message }, "alerts about groups could not be made now");
      });
  };
  const timers = [setTimeout(check, firstMs), setInterval(check, CHECK_MS)];
  return async () => {
    for (const timer of timers) clearTimeout(timer);
    await running;
  };
}

/** Makes the alerts of the newest week, where no process has done so, and posts what is to be posted.
 * @throws {BotError} STORE_* */
export async function alertOnce(options: AlertOptions): Promise<void> {
  await findNew(options);
  const platforms = [...options.platforms.values()].flatMap(({ name, placeIn }) => (placeIn ? name : []));
  // One after the other: alerts are few, and a channel takes a post a second.
  for (;;) {
    const alert = await options.store.takeGroupAlert({ platforms, forMs: CLAIM_MS });
    if (alert === null) return;
    await post(options, alert);
  }
}

/** A week is judged once, when it is closed: whoever judges again and again finds more. */
async function findNew({ store, reports, channels, log }: AlertOptions): Promise<void> {
  const [week] = (await reports.weeks()).weeks;
  if (week === undefined || (await store.isWeekAlerted(week.id))) return;
  const report = await reports.report(week.id);
  // The next check makes them.
  if (report === "busy") return;
  const findings = report?.findings ?? [];
  await store.addGroupAlerts(
    findings.flatMap(({ source, name, command, measure }) =>
      channels.map((channel) => ({ ...channel, week: week.id, source, name, command, measure })),
    ),
  );
  await store.noteWeekAlerted(week.id);
  log.info({ week: week.id, findings: findings.length }, "groups of a week were compared");
}

async function post(options: AlertOptions, alert: GroupAlert): Promise<void> {
  const { store, reports, platforms, log, now } = options;
  const fields = { week: alert.week, platform: alert.platform, channel: alert.channel };
  if ((await reports.weeks()).isClockDoubted) return store.postponeGroupAlert(alert.id, CHECK_MS);
  const isOld = now().getTime() - alert.createdAt.getTime() > MAX_AGE_MS;
  const report = isOld ? null : await reports.report(alert.week);
  if (report === "busy") return store.postponeGroupAlert(alert.id, RETRY_MS);
  // Since it was found, somebody may have erased their data: what holds no more is not posted.
  const finding = report?.findings.find((one) => isSame(one, alert)) ?? null;
  if (report === null || finding === null) return store.endGroupAlert(alert.id);
  const platform = platforms.get(alert.platform);
  const native = platform?.placeIn?.(alert.channel);
  if (platform === undefined || native === undefined) return store.postponeGroupAlert(alert.id, RETRY_MS);
  const message = composeAlert(alert, { finding, report, publicUrl: options.publicUrl });
  try {
    await platform.deliver({
      ask: pretendAsk(alert, { message, native, createdAt: report.week.from }),
      ...{ message, waiting: null, deliveryRecord: alert.deliveryRecord },
      keep: (record) => store.keepGroupAlert(alert.id, { deliveryRecord: record, forMs: CLAIM_MS }),
    });
    await store.endGroupAlert(alert.id);
  } catch (cause) {
    const error = toBotError(cause);
    log.warn({ ...fields, code: error.code, reason: error.message }, explain(error));
    if (error.code === "PLATFORM_UNKNOWN_FATE") await store.endGroupAlert(alert.id);
    else await store.postponeGroupAlert(alert.id, Math.max(RETRY_MS, error.retryAfterMs ?? 0));
  }
}

function explain({ code }: BotError): string {
  return code === "PLATFORM_REFUSED"
    ? "an alert about groups was refused: invite Fewshot to the channel, or correct GROUPS_ALERTS; it is tried again for a week"
    : "an alert about groups could not be posted; it is tried again for a week";
}

const isSame = (one: Finding, { source, name, command, measure }: GroupAlert) =>
  one.source === source && one.name === name && one.command === command && one.measure === measure;

/** What is posted: the finding for all in the channel, and in its thread how to read it. */
function composeAlert(
  { id, locale }: Pick<GroupAlert, "id" | "locale">,
  {
    finding,
    report,
    publicUrl,
  }: { readonly finding: Finding; readonly report: GroupsReport; readonly publicUrl: string | null },
): MessageView {
  const tag = languageFor(locale);
  const words = groupWords(locale);
  const more = alertWords(locale);
  const heading = words.alertTitle(finding.command);
  const week = createFormat(tag).day(report.week.from);
  const quote = words.alert(finding, { group: titleOf(finding, tag), week });
  const path = `/dashboard/groups?week=${report.week.id}`;
  const notes = [more.about(report.comparisons), more.where(`${publicUrl?.replace(/\/$/, "") ?? ""}${path}`)];
  return {
    kind: "message",
    askId: id,
    state: "answered",
    root: { heading, quote },
    blocks: notes.map((text) => ({ kind: "note", text })),
    badge: null,
    actions: [],
    plainText: [heading, quote, ...notes].join("\n"),
    locale,
  };
}

/** The delivery engine shows asks: an alert looks to it like one that nobody made, so long ago that no acknowledgement is waited for. */
function pretendAsk(
  { id, platform, channel, locale }: GroupAlert,
  {
    message,
    native,
    createdAt,
  }: Pick<Ask, "createdAt"> & {
    readonly message: MessageView;
    readonly native: Ask["place"]["native"];
  },
): Ask {
  const person = { platform, workspace: "", id: "", name: "" };
  return {
    ...{ id, interactionId: id, person, author: null, place: { channel, native }, settings: {}, locale },
    ...{ command: "fewshot", text: message.root.heading, createdAt, expiresAt: null },
  };
}
