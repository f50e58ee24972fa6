/** The contract of platforms over the web page, Slack and Discord, each over its own wire. */

import type { Store } from "../../src/flows/ports.ts";
import { createWebPlatform } from "../../src/platforms/web/platform.ts";
import { openStack } from "../flows/stack.ts";
import { buttonId, openDiscordStack, seen } from "./discord/stack.ts";
import { describePlatform, type Subject } from "./platform-contract.ts";
import { ADA, GENERAL, openSlackStack, textOf } from "./slack/stack.ts";

describePlatform("the web page", openWeb);
describePlatform("Slack", openSlack);
describePlatform("Discord", openDiscord);

async function openWeb(): Promise<Subject> {
  const stack = await openStack();
  const web = createWebPlatform({
    bot: stack.bot,
    host: "127.0.0.1",
    port: 0,
    channel: true,
    publicUrl: null,
    trustProxy: 0,
    adminToken: null,
    metricsToken: null,
    secret: new Uint8Array(32),
    settings: stack.store,
    rateLimit: 0,
    onLoginFailed: () => {},
    retentionDays: 90,
    describeModel: () => stack.backend.describe(),
    where: null,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await web.start();
  const first = await fetch(web.url);
  const cookie = (first.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const post = async (path: string, body: object) => {
    const answered = await fetch(web.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", origin: web.url, cookie },
      body: JSON.stringify(body),
    });
    if (!answered.ok) throw new Error(`${path}: ${answered.status} ${await answered.text()}`);
    return (await answered.json()) as { id?: string; askId?: string };
  };
  return {
    async ask(text) {
      await post("/asks", { text: `/sentiment ${text}` });
      const [record] = await stack.store.listAsks({ platform: "web", channel: "web", limit: 1 });
      const id = record?.ask.id ?? "";
      await stack.untilDelivered(id);
      return id;
    },
    shown: async (id) =>
      textOfHtml(await (await fetch(`${web.url}/asks/${id}`, { headers: { cookie } })).text()),
    rateRight: async (id) => void (await post(`/asks/${id}/rate`, { value: "right" })),
    override: async (id, override) => void (await post(`/asks/${id}/override`, override)),
    record: (id) => stack.store.findAsk(id),
    async close() {
      await web.stop();
      await stack.close();
    },
  };
}

/** What a browser would show of markup. */
function textOfHtml(html: string): string {
  const names: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => names[name] ?? "");
}

async function openSlack(): Promise<Subject> {
  const stack = await openSlackStack();
  return {
    async ask(text) {
      // Slack sends what people type with its signs escaped.
      const typed = text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      await stack.slack.slash(GENERAL, ADA, `sentiment ${typed}`);
      await stack.untilReply();
      return untilDelivered(stack, { platform: "slack", channel: GENERAL });
    },
    shown: async () => stack.posts().map(textOf).join("\n"),
    async rateRight() {
      await stack.slack.press(await stack.untilReply(), "fewshot-rate", ADA, { choice: "positive" });
    },
    async override(_, { value, reason }) {
      const reply = await stack.untilReply();
      const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
      await stack.slack.submit(view, { value, reason });
    },
    record: (id) => stack.store.findAsk(id),
    close: () => stack.close(),
  };
}

async function openDiscord(): Promise<Subject> {
  const stack = await openDiscordStack();
  const { people, ada, general, world } = stack;
  const answer = () => stack.untilAnswer(world.threads(general.id)[0]?.id ?? "");
  const thread = () => ({ user: ada, channel: world.threads(general.id)[0] ?? general });
  return {
    async ask(text) {
      await stack.untilThreadAnswer(people.slash({ user: ada, channel: general }, "sentiment", text));
      return untilDelivered(stack, { platform: "discord", channel: general.id });
    },
    async shown() {
      const posts = [...world.posts(general.id), ...world.posts(thread().channel.id)];
      const labels = posts.flatMap(({ components }) => components.flatMap((row) => row.components));
      return [...posts.map(seen), ...labels.map(({ label }) => label)].join("\n");
    },
    async rateRight() {
      const message = await answer();
      people.press(thread(), message, buttonId(message, "Right"));
    },
    async override(_, { value, reason }) {
      const message = await answer();
      const pressed = people.press(thread(), message, buttonId(message, "Override"));
      await stack.untilForm(pressed);
      people.submit(thread(), pressed, { value, reason });
    },
    record: (id) => stack.store.findAsk(id),
    close: () => stack.close(),
  };
}

/** The id of the newest ask of a channel, once its answer was noted as shown. */
async function untilDelivered(
  { store }: { readonly store: Store },
  place: { platform: "slack" | "discord"; channel: string },
): Promise<string> {
  let id = "";
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const record = (await store.listAsks({ ...place, limit: 1 }))[0];
    id = record?.ask.id ?? "";
    if (record?.deliveredAt) return id;
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error("the answer was not noted as shown");
}
