/** Slack under the contract, over the wire of the emulator. */

import type { Platform } from "../../../src/platforms/port.ts";
import type { Subject, Who } from "../platform-contract.ts";
import { ADA, BEN, GENERAL, isAnswer, openSlackStack, textOf } from "../slack/stack.ts";
import { untilDelivered } from "./shared.ts";

/** Slack sends what people type with its signs escaped. */
const escaped = (text: string) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** @param unknownBlocks types of blocks that the workspace does not have yet */
export async function openSlack(unknownBlocks: readonly string[] = []): Promise<Subject> {
  const stack = await openSlackStack({ admins: [`slack:${ADA}`] });
  const { slack, store } = stack;
  for (const type of unknownBlocks) slack.workspace.unknownBlocks.add(type);
  slack.workspace.addChannel({ id: "C0SPY", members: [ADA] });
  let channels = 0;
  /** A channel takes one post a second. */
  const newChannel = () => {
    const id = `C0NEW${channels++}`;
    slack.workspace.addChannel({ id, members: [ADA, BEN] });
    return id;
  };
  let isFirst = true;
  const user = (who: Who) => (who === "ada" ? ADA : BEN);
  const reply = () => stack.untilReply();
  /** What a person alone reads after `act`. */
  async function privateReply(act: () => Promise<unknown>, person = ADA, channel = GENERAL): Promise<string> {
    const before = slack.workspace.ephemeral(person, channel).length;
    await act();
    const message = await stack.until(() => slack.workspace.ephemeral(person, channel)[before]);
    return textOf(message);
  }
  return {
    capabilities: (stack.platform as Platform).capabilities,
    bot: stack.bot,
    async ask(text, who = "ada") {
      const channel = isFirst ? GENERAL : newChannel();
      isFirst = false;
      await slack.slash(channel, user(who), `sentiment ${escaped(text)}`);
      return untilDelivered(store, { platform: "slack", channel }, text);
    },
    say: (line, who = "ada") =>
      privateReply(() => slack.slash(GENERAL, user(who), escaped(line.slice(1))), user(who)),
    shown: async (id) =>
      slack.workspace.messages
        .filter((message) => message.botId && JSON.stringify(message).includes(id))
        .map(textOf)
        .join("\n"),
    async rateRight() {
      await slack.press(await reply(), "fewshot-rate", ADA, { choice: "positive" });
    },
    async override(_, { value, reason }) {
      const message = await reply();
      const view = await stack.openForm(ADA, () => slack.press(message, "fewshot-override", ADA));
      await slack.submit(view, { value, reason });
    },
    async why() {
      await slack.press(await reply(), "fewshot-why", ADA);
      const view = await stack.until(() => {
        const blocks = textOf(slack.lastView(ADA).content as { blocks?: never });
        return blocks.includes("prompt") && blocks;
      });
      return view;
    },
    async compare(text) {
      await slack.slash(GENERAL, ADA, `fewshot compare sentiment ${text}`);
      return untilDelivered(store, { platform: "slack", channel: GENERAL }, text);
    },
    async prefer(id, label) {
      const message = stack.posts().find((one) => isAnswer(one) && JSON.stringify(one).includes(id));
      if (!message) throw new Error("the comparison is not there");
      await privateReply(() =>
        slack.press(message, `fewshot-prefer-${label.includes("draft") ? "draft" : "live"}`, ADA),
      );
    },
    async reviewRight() {
      await privateReply(() => slack.slash(GENERAL, ADA, "fewshot review"));
      const message = slack.workspace.ephemeral(ADA, GENERAL).at(-1);
      if (!message) throw new Error("no review is shown");
      const before = textOf(message);
      await slack.press(message, "fewshot-review-right", ADA);
      return [
        before,
        await stack.until(
          () =>
            textOf(slack.workspace.ephemeral(ADA, GENERAL).at(-1) ?? {}).includes("Saved") &&
            textOf(slack.workspace.ephemeral(ADA, GENERAL).at(-1) ?? {}),
        ),
      ];
    },
    store,
    record: (id) => store.findAsk(id),
    async pressElsewhere(id) {
      const message = stack.posts().find((one) => isAnswer(one) && JSON.stringify(one).includes(id));
      if (!message) throw new Error("the answer is not there");
      return privateReply(
        () => slack.press(message, "fewshot-rate", ADA, { choice: "positive", in: "C0SPY" }),
        ADA,
        "C0SPY",
      );
    },
    async askWhereRefused(text) {
      const fault = { kind: "error", error: "is_archived" } as const;
      const mend = slack.faults.add({ method: "chat.postMessage", channel: GENERAL, fault, times: 9 });
      const shown = await privateReply(() => slack.slash(GENERAL, ADA, `sentiment ${text}`));
      mend();
      return shown;
    },
    countAnswers: (id) =>
      slack.workspace.messages.filter(
        (one) => one.botId && isAnswer(one) && JSON.stringify(one.blocks).includes(id),
      ).length,
    newChannel,
    deliver: (delivery) => stack.platform.deliver(delivery),
    stop: stack.stop,
    close: () => stack.close(),
  };
}
