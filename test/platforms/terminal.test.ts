/** The terminal as a platform: forms by lines, what is never written to a screen, and the real process with lines from a pipe. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { createColors } from "picocolors";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { MessageView } from "../../src/core/views/view.ts";
import { createTerminalPlatform } from "../../src/platforms/terminal/platform.ts";
import {
  plain,
  renderExplanation,
  renderMessage,
  renderNotice,
} from "../../src/platforms/terminal/render.ts";
import { runCli } from "../cli/run-cli.ts";
import { codePoint } from "../code-point.ts";
import { completion } from "../flows/stack.ts";
import { eventually } from "../store/eventually.ts";
import { openTerminalStack } from "./subjects/terminal.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe("the terminal", () => {
  let stack: Awaited<ReturnType<typeof openTerminalStack>>;
  beforeAll(async () => {
    const declared = ["Deaf people", "Night shift"].map((name) => ({ name, names: {} }));
    stack = await openTerminalStack({ groups: { declared, mapped: [] } });
  });
  afterAll(() => stack.close());
  const say = (line: string, holds: RegExp) => stack.ada.say(line, holds);

  it("never writes control characters from the model, a person or a form to the screen", async () => {
    const attack = "\u001b]52;c;aGVsbG8=\u0007\u001b[2J\u009b31mred\u0007";
    stack.backend.complete.mockImplementationOnce(async () => completion(`calm ${attack} sea`));
    await say(`/haiku ${attack} moon`, /calm.*sea[\s\S]*\[5\]/);
    await say("3", /Your answer/);
    await say(`storm ${attack}`, /Reason/);
    await say("", /example/);
    await say("n", /storm[\s\S]*\[6\]/);
    expect(stack.ada.printed()).toMatch(/red/);
    expect(stack.ada.printed()).not.toMatch(CONTROLS);
  });

  it("asks again for nothing: a number that is none, a form that is cancelled, a question that is denied", async () => {
    await say("/sentiment nice", /\[5\]/);
    expect(await say("77", /\n/)).toContain("There is no such number here.");
    await say("3", /\[3\] Neutral/);
    expect(await say("", /Cancelled/)).toContain("Cancelled.");
    await say("5", /y\/N/);
    expect(await say("n", /Cancelled/)).toContain("Cancelled.");
    expect(
      await stack.store.isOptedOut({ platform: "terminal", workspace: "host", id: "Ada", name: "" }),
    ).toBe(false);
  });

  it("keeps the reason of a wrong answer, and offers the form again where a label is none", async () => {
    await say("/sentiment awful", /\[5\]/);
    await say("2", /What was wrong/);
    expect(await say("it is irony", /Thank you/)).toContain("Thank you");
    await say("3", /\[3\] Neutral/);
    await say("9", /Reason/);
    await say("", /example/);
    expect(await say("n", /not one of the labels[\s\S]*Number/)).toContain('"9" is not one of the labels');
    await say("", /Cancelled/);
    const [record] = await stack.store.listAsks({ platform: "terminal", channel: "host:Ada", limit: 1 });
    expect(record?.ratings).toMatchObject([{ value: "wrong", reason: "it is irony" }]);
    expect(record?.overrides).toEqual([]);
  });

  it("asks for groups by numbers, again for one that is none, and keeps what an empty line leaves", async () => {
    const ada = { platform: "terminal", workspace: "host", id: "Ada", name: "" };
    await say("/fewshot privacy groups", /Numbers/);
    await say("1, 9", /no such number[\s\S]*Numbers/);
    expect(await say("2 1", /Saved/)).toContain("Deaf people; Night shift");
    await say("/fewshot privacy groups", /empty keeps Deaf people, Night shift/);
    await say("", /Saved/);
    expect(await stack.store.declaredGroups(ada)).toEqual(["Deaf people", "Night shift"]);
    await say("/fewshot privacy groups", /Numbers/);
    await say("-", /keeps no group of you/);
    expect(await stack.store.declaredGroups(ada)).toEqual([]);
  });

  it("makes a command step by step, asks again for what is wrong alone, and edits it", async () => {
    await say("/fewshot new", /Name, without the slash/);
    await say("Sentiment", /What it decides/);
    await say("Which desk?", /1\.\n/);
    for (const [line, holds] of [
      ["North", /2\.\n/],
      ["South", /3\.\n/],
      ["", /Examples/],
      ["my parcel North", /2\.\n/],
    ] as const)
      await say(line, holds);
    // The name is taken, then the example has no arrow.
    await say("", /Name: there is a command \/sentiment already[\s\S]*Name/);
    await say("desk", /Examples, line 1: there is no =>[\s\S]*1\. my parcel North/);
    await say("-1", /1\.\n/);
    await say("my parcel => North", /2\.\n/);
    expect(await say("", /Draft 1 of \/desk is saved[\s\S]*\[2\]/)).toContain("More settings");
    await say("2", /Version 1 of \/desk is live/);
    await say("/fewshot edit desk", /What it decides.*keeps/);
    await say("Which desk, please?", /1\. North\n2\. South/);
    await say("", /1\. my parcel => North/);
    await say("my money => South", /3\.\n/);
    await say("", /Why, for the history/);
    await say("one more", /Draft 2 of \/desk/);
    const saved = await stack.store.findVersion("desk", 2);
    expect(saved).toMatchObject({ note: "one more", state: "draft" });
    expect(saved?.source).toContain("Which desk, please?");
    expect(saved?.source).toMatch(/my parcel[\s\S]*my money/);
  });

  it("saves an export as a file that only its owner reads", async () => {
    await say("/privacy", /\[4\]/);
    expect(await say("3", /Saved as/)).toContain(stack.folder);
    const [name = ""] = await readdir(stack.folder);
    expect(JSON.parse(await readFile(join(stack.folder, name), "utf8")).asks.length).toBeGreaterThan(0);
  });

  it("leaves an ask of another terminal to its own process", async () => {
    const [record] = await stack.store.listAsks({ platform: "terminal", channel: "host:Ada", limit: 1 });
    if (!record) throw new Error("no ask");
    const message = stack.bot.message(record, { locale: "en" });
    const delivery = { ask: record.ask, message, waiting: null, deliveryRecord: null };
    await expect(stack.ben.platform.deliver({ ...delivery, keep: async () => {} })).rejects.toMatchObject({
      retryable: true,
    });
  });

  describe("with a keyboard", () => {
    /** A terminal of 40 columns, which gets every key as it is pressed. */
    async function sit({ isDumb = false } = {}) {
      const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
      const output = Object.assign(new PassThrough(), { isTTY: true, columns: 40 });
      let printed = "";
      output.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
      const log = { debug() {}, info() {}, warn() {}, error: vi.fn() };
      const seat = { user: "Cyd", host: "host", locale: "en", hasColors: false, folder: stack.folder };
      const platform = createTerminalPlatform({ bot: stack.bot, input, output, isDumb, log, ...seat });
      await platform.start();
      return {
        platform,
        log,
        printed: () => printed,
        /** Presses keys, and waits for what they lead to. */
        async press(keys: string, holds: RegExp) {
          const from = printed.length;
          input.write(keys);
          await eventually(() => expect(printed.slice(from)).toMatch(holds));
        },
        push: (keys: string) => void input.write(keys),
      };
    }

    it("clears the line at Ctrl+C, and ends at Ctrl+C on an empty one", async () => {
      const seat = await sit();
      await seat.press("/nonsense", /nonsense/);
      await seat.press("\u0003", /\^C/);
      await seat.press("/help\r", /\/sentiment:/);
      expect(seat.printed()).not.toContain("There is no command");
      seat.push("\u0003");
      await seat.platform.ended;
      await seat.platform.stop();
    });

    it("takes Ctrl+D within a question for no, and ends without a fault", async () => {
      const seat = await sit();
      await seat.press("/privacy\r", /\[3\]/);
      await seat.press("1\r", /\[y\/N\]/);
      await seat.press("\u0004", /Cancelled\./);
      await seat.platform.ended;
      expect(seat.log.error).not.toHaveBeenCalled();
      expect(
        await stack.store.isOptedOut({ platform: "terminal", workspace: "host", id: "Cyd", name: "" }),
      ).toBe(false);
      await seat.platform.stop();
    });

    it("gets no control sequence where it knows none", async () => {
      const seat = await sit({ isDumb: true });
      await seat.press("/help\n", /\/sentiment:/);
      expect(seat.printed()).not.toMatch(CONTROLS);
      await seat.platform.stop();
    });
  });

  it("ends when its input ends and every ask is answered", async () => {
    stack.ada.type("/sentiment the last one");
    stack.ada.end();
    await stack.ada.platform.ended;
    expect(stack.ada.printed()).toMatch(/the last one[\s\S]*Generated by/);
  });
});

describe("whatever is rendered for a terminal", () => {
  it("holds no control characters but line breaks", () => {
    const text = fc.string({ unit: codePoint, maxLength: 30 });
    const colors = createColors(false);
    fc.assert(
      fc.property(text, text, text, (one, two, three) => {
        const message: MessageView = {
          kind: "message",
          askId: "a",
          state: "answered",
          badge: { kind: "answered", word: "Answered" },
          root: { heading: one, quote: two },
          blocks: [
            { kind: "result", text: one, detail: two },
            { kind: "override", text: three, byline: one, reason: two },
            { kind: "struck", text: one, spoken: three },
            { kind: "scores", heading: one, scores: [], text: two },
            { kind: "note", text: three },
            { kind: "disclaimer", text: one },
            { kind: "waiting", text: two },
          ],
          actions: [],
          plainText: one,
          locale: "en",
        };
        const notice = { kind: "notice", about: "refused", title: one, text: two, remark: three } as const;
        const sections = [{ heading: one, text: two, isVerbatim: true, isTechnical: false }];
        const rendered = [
          renderMessage(message, colors),
          renderNotice({ ...notice, actions: [], refusal: null, field: null }, colors),
          renderExplanation({ kind: "explanation", title: three, sections }, colors),
          plain(one),
        ];
        for (const one of rendered) expect(one).not.toMatch(CONTROLS);
      }),
      { numRuns: 50 },
    );
  });

  it("is coloured where the terminal has colours", () => {
    expect(
      renderNotice({ about: "failed", title: null, text: "no", remark: null } as never, createColors(true)),
    ).toBe("\u001b[31mno\u001b[39m");
  });
});

describe("fewshot chat", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fewshot-chat-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("answers lines from a pipe, one after the other, without colours or control sequences", async () => {
    const lines = "great job, team!\n4\n/privacy\n";
    const { code, stdout, stderr } = await runCli(["chat"], { DATA_DIR: folder }, lines);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/great job, team![\s\S]*Positive[\s\S]*Why this answer[\s\S]*Your data/);
    expect(stdout).not.toMatch(CONTROLS);
  });

  it.skipIf(process.platform !== "linux")("answers in a real terminal, and ends at Ctrl+C", async () => {
    const chat = `"${process.execPath}" "${resolve("src/cli.ts")}" chat`;
    const child = spawn("script", ["-qec", chat, "/dev/null"], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: "xterm", DATA_DIR: folder },
    });
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    const until = (holds: RegExp) =>
      vi.waitFor(() => expect(printed).toMatch(holds), { timeout: 60_000, interval: 50 });
    const ended = once(child, "exit");
    await until(/Ctrl\+D to end/);
    child.stdin.write("great job, team!\r");
    await until(/Positive[\s\S]*\[5\]/);
    child.stdin.write("\u0003");
    expect(await ended).toEqual([0, null]);
  });
});
