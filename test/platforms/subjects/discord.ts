/** Discord under the contract, over the wire of the emulator. */

import type { Layout } from "../../../src/platforms/discord/outgoing/views/layout.ts";
import type { Platform } from "../../../src/platforms/port.ts";
import { TYPES } from "../../emulators/discord/world.ts";
import { buttonId, GUILD, isAnswer, labelsOf, openDiscordStack, seen } from "../discord/stack.ts";
import type { Subject, Who } from "../platform-contract.ts";
import { untilDelivered } from "./shared.ts";

export async function openDiscord(layout?: Layout): Promise<Subject> {
  const stack = await openDiscordStack({ isAdaAdmin: true, platform: { layout } });
  const { people, ada, ben, general, world, store } = stack;
  const user = (who: Who) => (who === "ada" ? ada : ben);
  const messages = () =>
    [general, ...world.threads(general.id)].flatMap(({ id }) =>
      world.posts(id).map((post) => ({ post, id })),
    );
  const find = (askId: string) => {
    const found = messages().find(
      ({ post }) => isAnswer(post) && JSON.stringify(post.components).includes(askId),
    );
    if (!found) throw new Error("the answer is not there");
    const channel = world.channels.get(found.id) ?? general;
    return { message: found.post, where: { user: ada, channel } };
  };
  const press = (askId: string, label: string) => {
    const { message, where } = find(askId);
    return people.press(where, message, buttonId(message, label));
  };
  return {
    capabilities: (stack.platform as Platform).capabilities,
    bot: stack.bot,
    async ask(text, who = "ada") {
      people.slash({ user: user(who), channel: general }, "sentiment", text);
      return untilDelivered(store, { platform: "discord", channel: general.id }, text);
    },
    async say(line, who = "ada") {
      const where = { user: user(who), channel: general };
      const [, name = "", text = ""] = /^\/(\S+) ?(.*)$/.exec(line) ?? [];
      // Discord has subcommands, and buttons for what is asked about one's data.
      const [subcommand = "", ...rest] = text.split(" ");
      const acted =
        name === "fewshot"
          ? people.fewshot(where, subcommand, subcommand === "history" ? rest[0] : undefined)
          : people.slash(where, name, text);
      const reply = await stack.untilReply(acted);
      if (rest.length === 0 || name !== "fewshot" || subcommand === "history") return seen(reply);
      const label = rest.join(" ").replace(/^o/, "O");
      const pressed = people.press(where, reply, buttonId(reply, label));
      const question = await stack.untilReply(pressed);
      if (!labelsOf(question).includes(label)) return seen(question);
      return seen(await stack.untilReply(people.press(where, question, buttonId(question, label))));
    },
    async shown(id) {
      const { message } = find(id);
      const root = world.posts(general.id).find((post) => post.id === find(id).where.channel.id);
      return [...(root ? [seen(root)] : []), seen(message), ...labelsOf(message)].join("\n");
    },
    rateRight: async (id) => void press(id, "Right"),
    async override(id, { value, reason }) {
      const pressed = press(id, "Override");
      await stack.untilForm(pressed);
      people.submit(find(id).where, pressed, { value, reason });
    },
    async why(id) {
      const shown = await stack.untilReply(press(id, "Why?"));
      return [seen(shown), ...labelsOf(shown)].join("\n");
    },
    async compare(text) {
      people.fewshot({ user: ada, channel: general }, "compare", "sentiment", { text });
      return untilDelivered(store, { platform: "discord", channel: general.id }, text);
    },
    prefer: async (id, label) => void (await stack.untilReply(press(id, label))),
    async reviewRight() {
      const where = { user: ada, channel: general };
      const shown = await stack.untilReply(people.fewshot(where, "review"));
      const after = await stack.untilReply(people.press(where, shown, buttonId(shown, "Right")));
      return [seen(shown), seen(after)];
    },
    store,
    record: (id) => store.findAsk(id),
    async pressElsewhere(id) {
      const { message } = find(id);
      const channel = world.addChannel({ type: TYPES.text, guildId: GUILD });
      return seen(
        await stack.untilReply(people.press({ user: ada, channel }, message, buttonId(message, "Right"))),
      );
    },
    async askWhereRefused(text) {
      const channel = world.addChannel({ type: TYPES.text, guildId: GUILD });
      stack.discord.faults.add({
        route: new RegExp(`^POST /channels/${channel.id}/messages/\\d+/threads`),
        fault: { kind: "error", status: 403, code: 50013 },
        times: 3,
      });
      const acted = people.slash({ user: ada, channel }, "sentiment", text);
      return seen(await stack.untilReply(acted, isAnswer));
    },
    countAnswers: (id) =>
      messages().filter(({ post }) => isAnswer(post) && JSON.stringify(post.components).includes(id)).length,
    deliver: (delivery) => stack.platform.deliver(delivery),
    stop: () => stack.platform.stop(),
    close: () => stack.close(),
  };
}
