/** The terminal under the contract: a person types lines and reads what is printed. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { vi } from "vitest";
import type { GroupsInForce } from "../../../src/flows/monitoring/groups/lists.ts";
import { createTerminalPlatform, type TerminalPlatform } from "../../../src/platforms/terminal/platform.ts";
import { openStack } from "../../flows/stack.ts";
import type { Subject, Who } from "../platform-contract.ts";

/** One person's terminal: what is typed, and all that was printed. */
function openSeat(bot: Parameters<typeof createTerminalPlatform>[0]["bot"], who: Who, folder: string) {
  const input = new PassThrough();
  const output = new PassThrough();
  let printed = "";
  output.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const platform = createTerminalPlatform({
    bot,
    input,
    output,
    user: who === "ada" ? "Ada" : "Ben",
    host: "host",
    locale: who === "ada" ? "en" : "zh-TW",
    hasColors: false,
    folder,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return {
    platform,
    printed: () => printed,
    type: (line: string) => void input.write(`${line}\n`),
    /** Types a line and gives what was printed for it, once it is more than `least`. */
    async say(line: string, holds: RegExp): Promise<string> {
      const from = printed.length;
      input.write(`${line}\n`);
      await vi.waitFor(
        () => {
          if (!holds.test(printed.slice(from))) throw new Error(`not printed yet: ${printed.slice(from)}`);
        },
        { timeout: 60_000, interval: 10 },
      );
      return printed.slice(from);
    },
    end: () => input.end(),
  };
}

export async function openTerminalStack(options: { readonly groups?: GroupsInForce } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "fewshot-terminal-"));
  let seats: Record<Who, ReturnType<typeof openSeat>> | null = null;
  const pick = (channel: string): TerminalPlatform => {
    if (!seats) throw new Error("not open");
    return seats[channel === "host:Ada" ? "ada" : "ben"].platform;
  };
  const stack = await openStack({
    ...options,
    platform: {
      name: "terminal",
      start: async () => {},
      stop: async () => {},
      deliver: (delivery) => pick(delivery.ask.place.channel).deliver(delivery),
    },
  });
  seats = { ada: openSeat(stack.bot, "ada", folder), ben: openSeat(stack.bot, "ben", folder) };
  for (const { platform } of Object.values(seats)) await platform.start();
  return {
    ...stack,
    folder,
    ...seats,
    async close() {
      for (const { platform } of Object.values(seats ?? {})) await platform.stop();
      await stack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function openTerminal(): Promise<Subject> {
  const stack = await openTerminalStack();
  const { ada, store } = stack;
  return {
    capabilities: ada.platform.capabilities,
    bot: stack.bot,
    async ask(text, who = "ada") {
      await stack[who].say(`/sentiment ${text}`, /test-neo[^\n]*\n.*\[5\]/su);
      const channel = who === "ada" ? "host:Ada" : "host:Ben";
      const [record] = await store.listAsks({ platform: "terminal", channel, limit: 1 });
      return (await stack.untilDelivered(record?.ask.id ?? "")).ask.id;
    },
    say: (line, who = "ada") => stack[who].say(line, /\n/),
    shown: async (_, who = "ada") => stack[who].printed(),
    rateRight: async () => void (await ada.say("1", /Thank you/)),
    async override(_, { value, reason }) {
      const number = ["Positive", "Negative", "Neutral"].indexOf(value) + 1;
      for (const line of ["3", String(number), reason, "n"]) ada.type(line);
    },
    why: () => ada.say("4", /\[5\]/),
    async compare(text) {
      await ada.say(`/fewshot compare sentiment ${text}`, /test-neo[^\n]*\n.*\[4\]/su);
      const [record] = await store.listAsks({ platform: "terminal", channel: "host:Ada", limit: 1 });
      return (await stack.untilDelivered(record?.ask.id ?? "")).ask.id;
    },
    async prefer(_, label) {
      const number = ada.printed().slice(0, ada.printed().lastIndexOf(label)).lastIndexOf("[");
      await ada.say(ada.printed().charAt(number + 1), /you prefer/);
    },
    async reviewRight() {
      const before = await ada.say("/fewshot review", /\[3\] Skip/);
      return [before.slice(before.indexOf("Was this right?")), await ada.say("1", /Saved/)];
    },
    store,
    record: (id) => store.findAsk(id),
    deliver: (delivery) => ada.platform.deliver(delivery),
    stop: () => ada.platform.stop(),
    close: stack.close,
  };
}
