/** The delivery engine over a platform that a test scripts: each message once, whatever breaks. */

import { describe, expect, it } from "vitest";
import type { Ask, Json } from "../../../src/core/ask.ts";
import { BotError } from "../../../src/core/errors.ts";
import type { MessageView, Waiting } from "../../../src/core/views/view.ts";
import type { DeliveryPrimitives, EditOutcome, PostOutcome, Target } from "../../../src/platforms/port.ts";
import { createDelivery } from "../../../src/platforms/shared/delivery.ts";
import type { DeliveryRecord, MessageRef } from "../../../src/platforms/shared/delivery-record.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const ask = { id: "ask1", place: { channel: "C", native: null } } as unknown as Ask;

function view(state: MessageView["state"], text = state as string): MessageView {
  const root = { heading: "Ada used /sentiment", quote: "hi" };
  return {
    kind: "message",
    askId: "ask1",
    state,
    badge: null,
    root,
    blocks: [],
    actions: [],
    plainText: text,
    locale: "en",
  };
}

/** A platform in memory with two ways: the thread, and the asker alone. */
function createWorld({ idempotentMs = 0, canFind = true, canEdit = true } = {}) {
  const posts: { id: string; part: string; where: string; text: string; key: string }[] = [];
  const kept: DeliveryRecord[] = [];
  /** What the next calls do instead of what is asked; "lost" posts and says that nobody knows. */
  const next: ("lost" | "unsent" | "killed" | "down" | { refused: string })[] = [];
  const finds: (MessageRef | "unreadable")[] = [];

  function post(where: string, key: string, target: Target, text: string): PostOutcome {
    const fault = next.shift();
    if (fault === "down") throw new BotError("PLATFORM_UNREACHABLE", "down", { retryable: true });
    if (fault === "unsent") return { kind: "unknown" };
    if (typeof fault === "object") return { kind: "refused", reason: fault.refused };
    const same = idempotentMs > 0 ? posts.find((one) => one.key === key) : undefined;
    const id = same?.id ?? `m${posts.length + 1}`;
    if (!same) posts.push({ id, part: target.part, where, text, key });
    if (fault === "killed") throw new Error("killed");
    return fault === "lost" ? { kind: "unknown" } : { kind: "posted", message: { channel: where, id } };
  }

  const poster = (where: (target: Target) => string) => ({
    idempotentMs,
    post: async ({ message }: { message: MessageView }, target: Target) =>
      post(where(target), `${target.part}`, target, target.part === "root" ? "root" : message.plainText),
    ...(canFind
      ? {
          find: async (_: unknown, target: Target) => {
            const scripted = finds.shift();
            if (scripted === "unreadable") return scripted;
            const found = posts.find(({ part }) => part === target.part);
            return found ? { channel: found.where, id: found.id } : null;
          },
        }
      : {}),
  });
  const edit = async ({ message }: { message: MessageView }, { id }: MessageRef): Promise<EditOutcome> => {
    const fault = next.shift();
    if (typeof fault === "object") return { kind: "refused", reason: fault.refused };
    for (const one of posts) if (one.id === id) one.text = message.plainText;
    return { kind: "edited" };
  };
  const primitives: DeliveryPrimitives = {
    title: "Test",
    ways: () => [
      {
        ...poster(({ thread }) => thread ?? "C"),
        name: "thread",
        isInThread: true,
        ...(canEdit ? { edit } : {}),
      },
      { ...poster(() => "private"), name: "private", isInThread: false },
    ],
    root: () => poster(() => "C"),
    openThread: async (_, root) => ({ kind: "opened", thread: `thread of ${root?.id}` }),
  };
  const deliver = createDelivery({ primitives, log });
  let deliveryRecord: Json | null = null;
  return {
    posts,
    kept,
    next,
    finds,
    answers: () => posts.filter(({ part }) => part === "answer"),
    record: () => deliveryRecord as unknown as DeliveryRecord,
    /** Delivers; a process that is killed leaves what was kept. */
    async show(message: MessageView, waiting: Waiting | null = null, failKeepAt = -1) {
      let keeps = 0;
      await deliver({
        ask,
        message,
        waiting,
        deliveryRecord,
        keep: async (record) => {
          if (keeps++ === failKeepAt) throw new Error("killed");
          deliveryRecord = record;
          kept.push(record as unknown as DeliveryRecord);
        },
      });
    },
  };
}

describe("an answer", () => {
  it("is posted once in the thread of the root message, written down before and after each post", async () => {
    const world = createWorld();
    await world.show(view("waiting"));
    await world.show(view("answered"));
    expect(world.posts.map(({ part, where }) => [part, where])).toEqual([
      ["root", "C"],
      ["answer", "thread of m1"],
    ]);
    expect(world.kept.map(({ posting, root, answer }) => [posting?.part, root?.id, answer?.id])).toEqual([
      ["root", undefined, undefined],
      [undefined, "m1", undefined],
      [undefined, "m1", undefined],
      ["answer", "m1", undefined],
      [undefined, "m1", "m2"],
    ]);
  });

  it("replaces the progress that was in its place", async () => {
    const world = createWorld();
    await world.show(view("waiting", "loading"), { kind: "loading", estimatedMs: null });
    await world.show(view("waiting", "next"), { kind: "queued", position: 1 });
    expect(world.answers()).toMatchObject([{ text: "next" }]);
    await world.show(view("answered", "Positive"));
    expect(world.answers()).toMatchObject([{ text: "Positive" }]);
  });

  it("is not shown again while nothing changed, and edited when something did", async () => {
    const world = createWorld();
    await world.show(view("answered", "Positive"));
    const keeps = world.kept.length;
    await world.show(view("answered", "Positive"));
    expect(world.kept).toHaveLength(keeps);
    await world.show(view("answered", "Negative"));
    expect(world.answers()).toMatchObject([{ text: "Negative" }]);
  });

  // The process dies at every moment between two effects; the next one continues.
  it.each([0, 1, 2, 3, 4])(
    "is posted once when the process dies at the record kept as number %i",
    async (at) => {
      for (const options of [{}, { idempotentMs: 60_000, canFind: false }]) {
        const world = createWorld(options);
        await world.show(view("answered"), null, at).catch(() => {});
        await world.show(view("answered"));
        await world.show(view("answered"));
        expect(world.posts.map(({ part }) => part)).toEqual(["root", "answer"]);
      }
    },
  );

  it("is looked up when the platform did not say whether it arrived", async () => {
    const world = createWorld();
    world.next.push("lost", "lost");
    await world.show(view("answered"));
    expect(world.posts).toHaveLength(2);
    expect(world.record()).toMatchObject({ root: { id: "m1" }, answer: { id: "m2" }, posting: null });
  });

  it("is posted again when it certainly did not arrive", async () => {
    const world = createWorld();
    world.next.push("unsent");
    await expect(world.show(view("answered"))).rejects.toMatchObject({ retryable: true });
    await world.show(view("answered"));
    expect(world.posts).toHaveLength(2);
  });

  it("is repeated under its key where the platform knows keys, and looked up once it has forgotten them", async () => {
    const world = createWorld({ idempotentMs: 60_000 });
    world.next.push("lost");
    await expect(world.show(view("answered"))).rejects.toMatchObject({ retryable: true });
    await world.show(view("answered"));
    expect(world.posts).toHaveLength(2);
  });

  it("goes to the asker alone where it may not be looked up, and says that nobody knows", async () => {
    const world = createWorld();
    await world.show(view("waiting"));
    world.next.push("lost");
    world.finds.push("unreadable");
    await expect(world.show(view("answered"))).rejects.toMatchObject({ code: "PLATFORM_UNKNOWN_FATE" });
    expect(world.answers().map(({ where }) => where)).toEqual(["thread of m1", "private"]);
    expect(world.record()).toMatchObject({ way: "private", reason: "unknown-fate", isUnknown: true });
  });

  it("is never posted twice where nothing can be looked up", async () => {
    const world = createWorld({ canFind: false });
    await world.show(view("waiting"));
    world.next.push("killed");
    await expect(world.show(view("answered"))).rejects.toThrow("killed");
    await expect(world.show(view("answered"))).rejects.toMatchObject({ code: "PLATFORM_UNKNOWN_FATE" });
    await world.show(view("answered"));
    expect(world.answers()).toHaveLength(1);
  });

  it("goes to the asker alone where the thread refuses it, with the reason", async () => {
    const world = createWorld();
    await world.show(view("waiting"));
    world.next.push({ refused: "is_archived" });
    await world.show(view("answered"));
    expect(world.answers()).toMatchObject([{ where: "private" }]);
    expect(world.record()).toMatchObject({ way: "private", reason: "is_archived", isUnknown: false });
  });

  it("is still owed when only its progress was shown and can't be edited any more", async () => {
    const world = createWorld();
    await world.show(view("waiting"), { kind: "retrying" });
    world.next.push({ refused: "message_not_found" });
    await world.show(view("answered"));
    expect(world.answers().map(({ where }) => where)).toEqual(["thread of m1", "private"]);
    // A later change that is refused needs no other place.
    const edited = createWorld();
    await edited.show(view("answered", "one"));
    edited.next.push({ refused: "message_not_found" });
    await expect(edited.show(view("answered", "two"))).rejects.toMatchObject({ code: "PLATFORM_REFUSED" });
    expect(edited.answers()).toHaveLength(1);
  });

  it("is refused where every way is", async () => {
    const world = createWorld();
    await world.show(view("waiting"));
    world.next.push({ refused: "a" }, { refused: "b" });
    await expect(world.show(view("answered"))).rejects.toMatchObject({ code: "PLATFORM_REFUSED" });
  });

  it("is tried again when the platform can't be reached, with nothing posted twice", async () => {
    const world = createWorld({ canFind: false });
    world.next.push("down");
    await expect(world.show(view("answered"))).rejects.toMatchObject({ retryable: true });
    expect(world.record().posting).toBeNull();
    await world.show(view("answered"));
    expect(world.posts).toHaveLength(2);
  });
});

describe("progress", () => {
  it("is left out where it can't be shown, and stops nothing", async () => {
    const world = createWorld();
    world.next.push("down");
    await world.show(view("waiting"));
    world.next.push({ refused: "no" });
    await world.show(view("waiting"), { kind: "retrying" });
    expect(world.posts).toEqual([]);
    await world.show(view("answered"));
    expect(world.posts).toHaveLength(2);
  });
});

describe("a record that can't be read", () => {
  it("is a fault, and nothing is posted", async () => {
    const world = createWorld();
    const deliver = createDelivery({ primitives: {} as DeliveryPrimitives, log });
    const deliveryRecord = { version: 99, root: "m1" };
    const delivery = { ask, message: view("answered"), waiting: null, deliveryRecord };
    await expect(deliver({ ...delivery, keep: async () => {} })).rejects.toMatchObject({ code: "INTERNAL" });
    expect(world.posts).toEqual([]);
  });
});
