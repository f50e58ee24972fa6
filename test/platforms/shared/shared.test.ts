/** Delivery records of every release, press ids, texts, acknowledgements and connections. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { BotError } from "../../../src/core/errors.ts";
import { PRESS_NAMES, type Press } from "../../../src/core/views/view.ts";
import { acknowledgeInTime } from "../../../src/platforms/shared/acknowledge.ts";
import { keepConnected } from "../../../src/platforms/shared/connection.ts";
import { readDeliveryRecord } from "../../../src/platforms/shared/delivery-record.ts";
import { readPressId, writePressId } from "../../../src/platforms/shared/press-id.ts";
import { fitLine, fitText, visibleText } from "../../../src/platforms/shared/text.ts";
import { eventually } from "../../store/eventually.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const ask = { place: { channel: "C1", native: null } };

describe("delivery records", () => {
  it("have defaults for what an earlier release did not know", () => {
    expect(readDeliveryRecord(null, ask)).toMatchObject({ version: 2, root: null, posts: 0, waiting: null });
    expect(readDeliveryRecord({ version: 2 }, ask)).toEqual(readDeliveryRecord(null, ask));
  });

  it("of Slack are read as version 0.1 stored them", () => {
    const none = { direct: null, posting: null, aside: null, responses: 0, isUnknown: false, shown: "s" };
    expect(readDeliveryRecord({ ...none, anchor: "1.1", reply: "1.2" }, ask)).toMatchObject({
      root: { channel: "C1", id: "1.1" },
      answer: { channel: "C1", id: "1.2" },
      way: null,
      shown: "s",
    });
    const direct = { channel: "D1", ts: "2.1" };
    expect(
      readDeliveryRecord({ ...none, anchor: "1.1", reply: null, direct, aside: "archived" }, ask),
    ).toMatchObject({ answer: { channel: "D1", id: "2.1" }, way: "direct-message", reason: "archived" });
    const posting = { part: "aside", atMs: 5 };
    expect(
      readDeliveryRecord({ ...none, anchor: null, reply: null, aside: "other", responses: 1, posting }, ask),
    ).toMatchObject({ way: "response-url", posting: { part: "answer", atMs: 5 }, posts: 1 });
    const { isUnknown: _, ...older } = none;
    expect(readDeliveryRecord({ ...older, anchor: "1.1", reply: null }, ask).isUnknown).toBe(false);
  });

  it("of Discord are read as version 0.1 stored them", () => {
    const anchor = { channel: "C1", id: "10" };
    const none = {
      anchor,
      isOwnAnchor: false,
      isWaiting: true,
      thread: "10",
      postingMs: null,
      aside: null,
      shown: null,
    };
    expect(readDeliveryRecord({ ...none, reply: { channel: "10", id: "11" } }, ask)).toMatchObject({
      root: anchor,
      thread: "10",
      answer: { channel: "10", id: "11" },
      isWaiting: true,
      way: null,
    });
    const inReply = { ...none, thread: null, reply: anchor, aside: "not-allowed" };
    expect(readDeliveryRecord(inReply, ask)).toMatchObject({ way: "reply", reason: "not-allowed" });
    const inChannel = { ...inReply, reply: { channel: "C1", id: "12" } };
    expect(readDeliveryRecord(inChannel, ask)).toMatchObject({ way: "channel" });
    expect(
      readDeliveryRecord({ ...none, anchor: null, thread: null, reply: null, postingMs: 7 }, ask).posting,
    ).toEqual({
      part: "root",
      atMs: 7,
    });
  });

  it("of the page are read as version 0.1 stored them", () => {
    expect(readDeliveryRecord({ sentence: "The model is loading …" }, ask).waiting).toBeNull();
  });

  it.each([{ version: 3 }, { version: 2, root: "1.1" }, { root: { channel: 1 } }, "text", 7, []])(
    "that can't be read are a fault: %j",
    (stored) => {
      expect(() => readDeliveryRecord(stored as never, ask)).toThrowError(/can't be read/);
    },
  );
});

describe("press ids", () => {
  it("come back as they were, and fit Slack's and Discord's limits", () => {
    const id = fc.stringMatching(/^[A-Za-z0-9_-]{0,24}$/);
    fc.assert(
      fc.property(fc.constantFrom(...PRESS_NAMES), id, id, (name, askId, rest) => {
        const press: Press = { name, askId, rest };
        const written = writePressId(press);
        expect(readPressId(written)).toEqual(press);
        // Discord takes 100 characters, Slack 255.
        expect(written.length).toBeLessThanOrEqual(100);
      }),
    );
    expect(readPressId("someone-elses:right:a")).toBeNull();
    expect(readPressId("fewshot:nothing:a")).toBeNull();
  });
});

describe("texts", () => {
  it("are cut between characters, and never longer than they may be", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        (text, most) => {
          for (const cut of [fitText(text, most), fitLine(text, most)]) {
            expect(cut.length).toBeLessThanOrEqual(Math.max(most, 1));
            expect(cut.isWellFormed()).toBe(true);
          }
        },
      ),
    );
    expect(fitText("👍👍👍", 4)).toBe("👍…");
  });

  it("show their lines without what can't be seen", () => {
    expect(visibleText("a\u202eb\r\n\n\n\nc\u200b")).toBe("ab\n\nc");
    expect(visibleText("\u200b")).toBe("…");
  });
});

describe("an acknowledgement", () => {
  const run = async (work: Promise<string | null>, acknowledge = async (_: unknown) => {}) => {
    const said: unknown[] = [];
    await acknowledgeInTime<string>({
      title: "Test",
      work,
      limitMs: 30,
      acknowledge: async (result) => {
        said.push(["acknowledged", result]);
        await acknowledge(result);
      },
      showLate: async (result) => void said.push(["late", result]),
      locale: () => "en",
      log,
    });
    return said;
  };
  const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 60, value));

  it("brings what was quick, and comes first where something is slow", async () => {
    expect(await run(Promise.resolve("done"))).toEqual([["acknowledged", "done"]]);
    expect(await run(later("done"))).toEqual([
      ["acknowledged", "late"],
      ["late", "done"],
    ]);
    expect(await run(later(null))).toEqual([["acknowledged", "late"]]);
  });

  it("brings a sentence about a fault", async () => {
    const [first] = await run(Promise.reject(new BotError("STORE_UNAVAILABLE", "no disk")));
    expect(first).toMatchObject([
      "acknowledged",
      { about: "failed", text: expect.stringContaining("store") },
    ]);
  });

  it("that can't be sent loses nothing of what was said", async () => {
    const lost = async () => {
      throw new Error("socket closed");
    };
    expect(await run(Promise.resolve("done"), lost)).toEqual([
      ["acknowledged", "done"],
      ["late", "done"],
    ]);
  });
});

describe("a connection", () => {
  const down = new BotError("PLATFORM_UNREACHABLE", "down", { retryable: true });
  const refused = new BotError("CONFIG_CREDENTIAL", "token");

  it("is tried until the platform can be reached", async () => {
    let tries = 0;
    const connect = async () => {
      if (tries++ < 2) throw down;
    };
    const kept = keepConnected({ title: "Test", connect, log, firstPauseMs: 1 });
    await kept.start();
    expect(kept.state).toBe("connecting");
    await eventually(() => expect(kept.state).toBe("connected"));
    expect(tries).toBe(3);
    await kept.stop();
  });

  it("fails the start where waiting won't help, and ends the tries later", async () => {
    const onFatal = vi.fn();
    const first = keepConnected({ title: "Test", connect: () => Promise.reject(refused), onFatal, log });
    await expect(first.start()).rejects.toBe(refused);
    expect(onFatal).not.toHaveBeenCalled();
    const outcomes = [down, refused];
    const connect = async () => {
      throw outcomes.shift();
    };
    const second = keepConnected({ title: "Test", connect, onFatal, log, firstPauseMs: 1 });
    await second.start();
    await eventually(() => expect(second.state).toBe("refused"));
    second.fail(refused);
    expect(onFatal).toHaveBeenCalledExactlyOnceWith(refused);
    await second.stop();
  });

  it("waits as long as the platform asks, and not at all for a stop", async () => {
    const busy = new BotError("PLATFORM_RATE_LIMITED", "busy", { retryable: true, retryAfterMs: 3_600_000 });
    const connect = vi.fn(() => Promise.reject(busy));
    const kept = keepConnected({ title: "Test", connect, log, firstPauseMs: 1 });
    await kept.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(connect).toHaveBeenCalledOnce();
    await kept.stop();
    expect(kept.isStopping).toBe(true);
  });
});
