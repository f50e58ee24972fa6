/** Alerts about groups: once a week and finding, whatever is killed, and never of what holds no more. */

import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import { type AlertOptions, alertOnce, keepAlerting } from "../../src/flows/monitoring/groups/alerts.ts";
import type { Finding, GroupsReport, Week } from "../../src/flows/monitoring/groups/report.ts";
import type { Delivery, Platform } from "../../src/flows/ports/platform.ts";
import { weekOf } from "../../src/monitoring/groups/rates/weeks.ts";
import { aFinding } from "../platforms/group-finding.ts";
import { eventually } from "../store/eventually.ts";
import { openStack, type Stack } from "./stack.ts";

let stack: Stack;
let weekNumber = 0;
let week: Week;
let findings: Finding[];
let deliver: ReturnType<typeof vi.fn<Platform["deliver"]>>;
const log = { debug() {}, info: vi.fn(), warn: vi.fn(), error() {} };

beforeEach(async () => {
  stack ??= await openStack();
  week = weekOf(new Date(Date.UTC(2026, 8, 7 + 7 * weekNumber++)));
  findings = [aFinding("A"), aFinding("B")];
  deliver = vi.fn<Platform["deliver"]>(async ({ keep }) => keep({ posted: true }));
});
afterAll(() => stack.close());

function options(changes: Partial<AlertOptions> = {}): AlertOptions {
  const platform: Platform = {
    name: "slack",
    start: async () => {},
    stop: async () => {},
    deliver,
    placeIn: () => ({ thread: null }),
  };
  const report = async (id: string): Promise<GroupsReport | null> =>
    id !== week.id
      ? null
      : { week, margin: 0.1, sources: ["texts"], groups: [], commands: [], comparisons: 12, findings };
  return {
    store: stack.store,
    platforms: new Map([["slack", platform]]),
    reports: { sources: ["texts"], weeks: async () => ({ weeks: [week], isClockDoubted: false }), report },
    channels: [{ platform: "slack", channel: "C1", locale: "en" }],
    ...{ publicUrl: "https://bot.example.com", log, now: () => new Date() },
    ...changes,
  };
}
const posted = () => deliver.mock.calls.map(([delivery]) => delivery);

describe("alerts about groups", () => {
  it("say what was found to each channel, in its language, and how to read it", async () => {
    const channels = [
      { platform: "slack", channel: "C1", locale: "en" },
      { platform: "slack", channel: "C2", locale: "zh-TW" },
    ];
    await alertOnce(options({ channels }));
    expect(
      posted()
        .map(({ ask }) => ask.place.channel)
        .sort(),
    ).toEqual(["C1", "C1", "C2", "C2"]);
    const { message } = posted().find(({ message: { root } }) => root.quote.startsWith("A:")) as Delivery;
    expect(message.root.heading).toBe("/triage answers a group differently");
    expect(message.root.quote).toMatch(
      /^A: “Not sure” 40\.0% \(24 of 60; .*everybody else 10\.0% \(40 of 400; .*Difference \+30\.0 points/,
    );
    expect(message.plainText).toContain(`https://bot.example.com/dashboard/groups?week=${week.id}`);
    expect(message.plainText).toContain("12 comparisons");
    expect(message.actions).toEqual([]);
    expect(posted().some(({ message: { root } }) => root.quote.startsWith("群A："))).toBe(true);
  });

  it("come once, from however many processes and checks", async () => {
    await Promise.all([alertOnce(options()), alertOnce(options()), alertOnce(options())]);
    await alertOnce(options());
    expect(
      posted()
        .map(({ message }) => message.root.quote[0])
        .sort(),
    ).toEqual(["A", "B"]);
    // What appears in a week that was judged is no new finding.
    findings.push(aFinding("C"));
    await alertOnce(options());
    expect(deliver).toHaveBeenCalledTimes(2);
  });

  it("go on with the record of a process that was killed", async () => {
    findings = [aFinding("A")];
    deliver.mockImplementationOnce(async ({ keep }) => {
      await keep({ root: "1" });
      throw new BotError("PLATFORM_UNREACHABLE", "killed", { retryable: true });
    });
    await alertOnce(options());
    expect(deliver).toHaveBeenCalledTimes(1);
    // Nobody takes it while it waits; then the next one does.
    await alertOnce(options());
    expect(deliver).toHaveBeenCalledTimes(1);
    await stack.store.postponeGroupAlert(posted()[0]?.ask.id ?? "", -1_000);
    await alertOnce(options());
    expect(posted().map(({ deliveryRecord }) => deliveryRecord)).toEqual([null, { root: "1" }]);
    expect(new Set(posted().map(({ ask }) => ask.id)).size).toBe(1);
    expect(JSON.stringify(log.warn.mock.calls)).not.toMatch(/Not sure|triage/);
  });

  it("are dropped where the finding holds no more, and where the week is gone", async () => {
    findings = [aFinding("A")];
    deliver.mockRejectedValueOnce(new BotError("PLATFORM_REFUSED", "not in channel"));
    await alertOnce(options());
    await stack.store.postponeGroupAlert(posted()[0]?.ask.id ?? "", -1_000);
    findings = [];
    await alertOnce(options());
    expect(deliver).toHaveBeenCalledTimes(1);
    expect(log.warn.mock.calls.at(-1)?.[1]).toContain("invite Fewshot to the channel");
    await stack.store.postponeGroupAlert(posted()[0]?.ask.id ?? "", -1_000);
    expect(await stack.store.takeGroupAlert({ platforms: ["slack"], forMs: 1 })).toBeNull();
  });

  it("wait where the platform is not set up here, and are not made while the clock is doubted", async () => {
    const doubted = { ...options().reports, weeks: async () => ({ weeks: [], isClockDoubted: true }) };
    await alertOnce(options({ reports: doubted }));
    await alertOnce(options({ platforms: new Map() }));
    expect(deliver).not.toHaveBeenCalled();
    // They were made meanwhile: then they wait, too.
    const postponed: string[] = [];
    const store = {
      ...stack.store,
      async postponeGroupAlert(id: string, delayMs: number) {
        postponed.push(id);
        await stack.store.postponeGroupAlert(id, delayMs);
      },
    };
    await alertOnce(options({ store, reports: doubted }));
    expect(deliver).not.toHaveBeenCalled();
    expect(postponed).toHaveLength(2);
    for (const id of postponed) await stack.store.postponeGroupAlert(id, -1_000);
    const stop = keepAlerting(options(), 0);
    await eventually(() => expect(deliver).toHaveBeenCalledTimes(2));
    await stop();
    await keepAlerting(options({ channels: [] }))();
    expect(deliver).toHaveBeenCalledTimes(2);
  });
});
