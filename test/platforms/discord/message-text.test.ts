/** Which text people see in a message of Discord's, wherever Discord keeps it; and what they see of its markup. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSeenMessage } from "../../../src/platforms/discord/incoming/message-text.ts";
import { decodeText } from "../../../src/platforms/discord/incoming/text.ts";

const textOf = (message: object) => readSeenMessage({ id: "1", content: "", ...message })?.text;

describe("the text of a message", () => {
  it.each<[string, object, string]>([
    ["its content", { content: "I am <@5>", mentions: [{ id: "5", username: "ada" }] }, "I am @ada"],
    [
      "a forwarded message",
      { message_snapshots: [{ message: { content: "The customer is furious" } }] },
      "The customer is furious",
    ],
    [
      "a forward with a comment, both",
      { content: "fyi", message_snapshots: [{ message: { content: "it broke" } }] },
      "fyi\nit broke",
    ],
    [
      "an alert's embed",
      {
        embeds: [
          {
            type: "rich",
            author: { name: "CI" },
            title: "Build failed",
            description: "on main",
            fields: [{ name: "Step", value: "test" }],
            footer: { text: "5 minutes ago" },
          },
        ],
      },
      "CI\nBuild failed\non main\nStep\ntest\n5 minutes ago",
    ],
    [
      "an embed inside of a forward",
      { message_snapshots: [{ message: { content: "", embeds: [{ title: "Disk full" }] } }] },
      "Disk full",
    ],
    [
      "components of version 2",
      {
        components: [
          {
            type: 17,
            components: [
              { type: 10, content: "# Incident" },
              {
                type: 9,
                components: [{ type: 10, content: "The **disk** is full" }],
                accessory: { type: 2, label: "Open" },
              },
              { type: 1, components: [{ type: 2, label: "Acknowledge" }] },
            ],
          },
        ],
      },
      "# Incident\nThe **disk** is full",
    ],
    [
      "a poll",
      {
        poll: {
          question: { text: "Lunch?" },
          answers: [{ poll_media: { text: "yes" } }, { poll_media: { text: "no" } }],
        },
      },
      "Lunch?\nyes\nno",
    ],
    [
      "the first message of a thread",
      { type: 21, referenced_message: { content: "how it began" } },
      "how it began",
    ],
    [
      "no preview of a link that is in it",
      {
        content: "see https://example.com/a",
        embeds: [
          { type: "article", url: "https://example.com/a", title: "An article" },
          { type: "rich", url: "https://example.com/a", title: "A post" },
        ],
      },
      "see https://example.com/a",
    ],
    ["nothing of a message by the system", { type: 18, content: "name of a thread" }, ""],
    [
      "nothing of a sticker or a picture",
      { sticker_items: [{ name: "s" }], attachments: [{ filename: "a.png" }] },
      "",
    ],
  ])("is %s", (_, message, text) => {
    expect(textOf(message)).toBe(text);
  });

  it("is read from a message of any shape without a fault", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (content, embeds, components) => {
        expect(typeof textOf({ content, embeds, components, poll: content, message_snapshots: embeds })).toBe(
          "string",
        );
      }),
    );
    const deep = (depth: number): object =>
      depth === 0 ? { type: 10, content: "x" } : { type: 17, components: [deep(depth - 1)] };
    expect(textOf({ components: [deep(5_000)] })).toBe("");
  });
});

describe("markup", () => {
  it.each([
    ["<t:1700000000:R>", "2023-11-14 22:13 UTC"],
    ["<t:1700000000>", "2023-11-14 22:13 UTC"],
    ["<t:1700000000:d>", "2023-11-14"],
    ["<t:1700000000:T>", "22:13 UTC"],
    ["<t:999999999999999:R>", "<t:999999999999999:R>"],
    ["<id:customize> <id:linked-roles:123>", "Channels & Roles Linked Roles"],
    ["</fewshot help:123>", "/fewshot help"],
    ["<:wave:123> <a:dance:456>", ":wave: :dance:"],
    ["<https://example.com/a>", "https://example.com/a"],
    ["a < b > c <b>", "a < b > c <b>"],
  ])("%s is shown as people see it", (typed, shown) => {
    expect(decodeText(typed)).toBe(shown);
  });
});
