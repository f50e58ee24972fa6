/** The Slack platform over the real bot and store, against Slack on loopback; only the model is scripted. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { openCatalogue } from "../../../src/commands/catalogue.ts";
import type { Command } from "../../../src/core/command/command.ts";
import type { BotError } from "../../../src/core/errors.ts";
import { createKnownModel } from "../../../src/flows/asks/answer/known-model.ts";
import { createResponder } from "../../../src/flows/asks/answer/respond.ts";
import { processAsk } from "../../../src/flows/asks/ask.ts";
import { createBot } from "../../../src/flows/bot/create-bot.ts";
import type { GroupsInForce } from "../../../src/flows/monitoring/groups/lists.ts";
import type { Platform } from "../../../src/flows/ports/platform.ts";
import { retractErased } from "../../../src/flows/privacy/erase.ts";
import { openRuns } from "../../../src/monitoring/runs/runs.ts";
import { createLogger } from "../../../src/observability/log.ts";
import { createSlackPlatform } from "../../../src/platforms/slack/platform.ts";
import { openStore } from "../../../src/store/store.ts";
import {
  openSlackEmulator,
  type SlackEmulator,
  type SlackEmulatorOptions,
} from "../../emulators/slack/server.ts";
import type { Message, View } from "../../emulators/slack/workspace.ts";
import { createScriptedBackend, commands as fewCommands, openGate, unwatched } from "../../flows/stack.ts";
import { noMetrics } from "../../no-metrics.ts";

export interface SlackStackOptions {
  readonly groups?: GroupsInForce;
  readonly userGroups?: readonly string[];
  readonly commands?: readonly Command[];
  readonly emulator?: SlackEmulatorOptions;
  readonly rateLimit?: number;
  /** Whether audits and insights can run. */
  readonly measures?: boolean;
  /** Keys of the people who may publish and review everywhere. */
  readonly admins?: readonly string[];
}

export type SlackStack = Awaited<ReturnType<typeof openSlackStack>>;

/** People and channels that every test has: Ada and Ben (who reads Chinese) in #general, with the bot. */
export const ADA = "U0ADA";
export const BEN = "U0BEN";
export const GENERAL = "C0GENERAL";

export function settle(slack: SlackEmulator): void {
  const { workspace } = slack;
  workspace.addUser({ id: ADA, name: "Ada" });
  workspace.addUser({ id: BEN, name: "Ben", locale: "zh-TW" });
  workspace.addChannel({ id: GENERAL, name: "general", members: [ADA, BEN] });
}

export async function openSlackStack(options: SlackStackOptions = {}) {
  const slack = await openSlackEmulator(options.emulator);
  settle(slack);
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-slack-"));
  const lines: string[] = [];
  const log = createLogger("debug", { target: { write: (line) => void lines.push(line) } });
  const store = await openStore({ dataDir, retentionDays: 90, log });
  const backend = createScriptedBackend();
  const fatal: BotError[] = [];
  const platforms = new Map<string, Platform>();
  const ports = {
    store,
    backend,
    model: createKnownModel(backend),
    platforms,
    commands: await openCatalogue({ files: unwatched(options.commands ?? fewCommands), store, log }),
    metrics: { ...noMetrics, undelivered: vi.fn(), delivered: vi.fn() },
    log,
    now: () => new Date(),
    rateLimit: options.rateLimit ?? 0,
    retentionDays: 90,
    adminUrl: "https://bot.example.com",
    admins: new Set(options.admins),
    ...(options.groups === undefined ? {} : { groups: options.groups }),
  };
  ports.model.start();
  const noHeads = { find: () => null };
  const measurements = options.measures
    ? openRuns({ ...ports, heads: noHeads, folder: `${dataDir}-reports` })
    : null;
  const bot = createBot({
    ...{ ...ports, gate: openGate(ports) },
    ...(measurements ? { measurements } : {}),
  });
  const makePlatform = () =>
    createSlackPlatform({
      bot,
      botToken: slack.botToken,
      appToken: slack.appToken,
      apiUrl: slack.apiUrl,
      onFatal: (error) => void fatal.push(error),
      settleMs: 200,
      memory: store,
      userGroups: options.userGroups ?? [],
      log,
    });
  const platform: Platform = makePlatform();
  platforms.set("slack", platform);
  const workerPorts = { ...ports, respond: createResponder(backend) };
  await store.work(
    (askId, attempt) => processAsk(workerPorts, askId, attempt),
    (erased) => retractErased(workerPorts, erased),
  );
  await platform.start();
  // Both connections, so that envelopes travel over either.
  await slack.sockets.untilConnected(2);
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await platform.stop();
  };

  /** Resolves with what `find` gives once it gives something. */
  const until = <T>(find: () => T | undefined | null | false, timeout = 60_000): Promise<T> =>
    vi.waitFor(
      () => {
        const found = find();
        if (!found) throw new Error("not there yet");
        return found;
      },
      { timeout, interval: 15 },
    );

  return {
    slack,
    store,
    bot,
    backend,
    platform,
    makePlatform,
    metrics: ports.metrics,
    log,
    lines,
    fatal,
    until,
    stop,
    /** Everything the bot posted for all in a channel. */
    posts: (channel = GENERAL): Message[] => slack.workspace.visible(channel).filter(({ botId }) => botId),
    /** The reply in the thread of the bot's latest root message, once it has an answer. */
    untilReply: (channel = GENERAL): Promise<Message> =>
      until(() =>
        slack.workspace
          .visible(channel)
          .findLast((message) => message.botId && message.threadTs && isAnswer(message)),
      ),
    /** Does something that opens a form, and waits for the form to be filled. */
    async openForm(user: string, open: () => Promise<unknown>): Promise<View> {
      const known = new Set(slack.workspace.views.keys());
      await open();
      return until(() =>
        [...slack.workspace.views.values()].find(
          (view) => view.user === user && !known.has(view.id) && view.content.callback_id !== undefined,
        ),
      );
    },
    /** The newest message that only this person sees. */
    untilNotice: (user: string): Promise<Message> => until(() => slack.workspace.ephemeral(user).at(-1)),
    async close() {
      await stop();
      await store.close(5_000);
      await slack.close();
      await measurements?.close();
      for (const folder of [dataDir, `${dataDir}-reports`])
        await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An answer has a disclaimer; words about waiting have none. */
export function isAnswer(message: Message): boolean {
  return textOf(message).includes("Generated by GPT-Neo") || textOf(message).includes("由 GPT-Neo");
}

/** All texts of a message's blocks, one a line. */
export function textOf({ blocks = [] }: Pick<Message, "blocks">): string {
  const texts: string[] = [];
  JSON.stringify(blocks, (key, value) => {
    if (key === "text" && typeof value === "string") texts.push(value);
    return value;
  });
  return texts.join("\n");
}
