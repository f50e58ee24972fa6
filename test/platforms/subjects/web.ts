/** The web page under the contract, as the page's own script talks to it. */

import type { Log } from "../../../src/flows/bot/context.ts";
import { createDashboard } from "../../../src/monitoring/dashboard/dashboard.ts";
import { createWebPlatform, type WebOptions } from "../../../src/platforms/web/platform.ts";
import { openStack, type Stack } from "../../flows/stack.ts";
import type { Subject, Who } from "../platform-contract.ts";

/** The page over a stack: on a free port, without limits.
 * @param adminToken whoever has it may publish and review; null for a page that is open to all
 * @param changes options in place of those of a page on which nothing is set up */
export function webOver(
  { bot, store }: Stack,
  log: Log = { debug() {}, info() {}, warn() {}, error() {} },
  adminToken: string | null = null,
  changes: Partial<WebOptions> = {},
) {
  return createWebPlatform({
    bot,
    host: "127.0.0.1",
    port: 0,
    channel: true,
    publicUrl: null,
    trustProxy: 0,
    adminToken,
    metricsToken: null,
    secret: new Uint8Array(32),
    settings: store,
    rateLimit: 0,
    onLoginFailed: () => {},
    retentionDays: 90,
    where: null,
    dashboard: createDashboard({ store }),
    readCard: async () => null,
    groups: {
      sources: [],
      weeks: async () => ({ weeks: [], isClockDoubted: false }),
      report: async () => null,
    },
    drawGroups: async () => null,
    policy: { contact: null, platforms: [], sendsTraces: false, scoresTo: null, groups: [] },
    log,
    ...changes,
  });
}

const ADMIN_TOKEN = "the-token-of-the-contract";

export async function openWeb(): Promise<Subject> {
  const stack = await openStack();
  const web = webOver(stack, undefined, ADMIN_TOKEN);
  await web.start();
  const authorization = `Bearer ${ADMIN_TOKEN}`;
  const cookie =
    (await fetch(web.url, { headers: { authorization } })).headers.get("set-cookie")?.split(";")[0] ?? "";
  const headers = (who: Who) => ({
    ...{ authorization, cookie },
    origin: web.url,
    "accept-language": who === "ada" ? "en" : "zh-TW",
  });
  const post = async (path: string, body: object, who: Who = "ada") => {
    const answered = await fetch(web.url + path, {
      method: "POST",
      headers: { ...headers(who), "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
    return (await answered.json()) as {
      readonly id?: string;
      readonly text?: string;
      readonly sheet?: string;
    };
  };
  const get = async (path: string, who: Who = "ada") =>
    textOfHtml(await (await fetch(web.url + path, { headers: headers(who) })).text());
  return {
    capabilities: web.capabilities,
    bot: stack.bot,
    async ask(text, who = "ada") {
      const { id = "" } = await post("/asks", { text: `/sentiment ${text}` }, who);
      await stack.untilDelivered(id);
      return id;
    },
    async say(line, who = "ada") {
      const { text, sheet = "" } = await post("/asks", { text: line }, who);
      return text ?? textOfHtml(sheet);
    },
    shown: (id, who = "ada") => get(`/asks/${id}`, who),
    rateRight: async (id) => void (await post(`/asks/${id}/rate`, { value: "right" })),
    override: async (id, override) => void (await post(`/asks/${id}/override`, override)),
    why: (id) => get(`/asks/${id}/why`),
    async compare(text) {
      const { id = "" } = await post("/asks", { text: `@fewshot compare sentiment ${text}` });
      await stack.untilDelivered(id);
      return id;
    },
    async prefer(id, label) {
      const markup = await (await fetch(`${web.url}/asks/${id}`, { headers: headers("ada") })).text();
      const [, path = "", value] =
        new RegExp(`action="([^"]+)"[^>]*>\\s*<button name="preferred" value="(\\w+)"[^>]*>${label}<`).exec(
          markup,
        ) ?? [];
      await post(path, { preferred: value });
    },
    async reviewRight() {
      const markup = await (await fetch(`${web.url}/review`, { headers: headers("ada") })).text();
      const [, path = ""] = /action="(\/review\/spot-checks\/[^"]+)"[^>]*>\s*<button/.exec(markup) ?? [];
      const { text = "" } = await post(path, { verdict: "right" });
      return [textOfHtml(markup), text];
    },
    store: stack.store,
    record: (id) => stack.store.findAsk(id),
    deliver: (delivery) => web.deliver(delivery),
    stop: () => web.stop(),
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
