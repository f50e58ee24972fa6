/** Limits on writes, over the wire. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Running, startBot } from "./running.ts";

let bot: Running;
beforeAll(async () => {
  bot = await startBot({ RATE_LIMIT: "5" });
}, 60_000);
afterAll(() => bot?.stop());

const post = (path: string, body: object, cookie = "") =>
  fetch(bot.url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      origin: bot.url,
      ...(cookie ? { cookie } : {}),
    },
    body: JSON.stringify(body),
  });
const newPerson = async () =>
  (await fetch(bot.url)).headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

describe("a limit", () => {
  it("counts asks by address where no cookie comes along, also in a burst", async () => {
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post("/asks", { text: `/sentiment burst ${index}` })),
    );
    const statuses = asked.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    const refused = asked.filter(({ status }) => status === 429)[0] as Response;
    expect(await refused.text()).toMatch(/try again in \d+ seconds/);
    // Who has a cookie is another person.
    expect((await post("/asks", { text: "/sentiment mine" }, await newPerson())).status).toBe(202);
  });

  it("counts the editor's checks by person", async () => {
    const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
    const body = { name: "x", source: "", form: null, text: "", against: "in-force", runs: false };
    const statuses = await Promise.all(
      Array.from({ length: 310 }, async () => (await post("/commands/check", body, ada)).status),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await post("/commands/check", body, ben)).status).toBe(200);
  });

  it("counts ratings and overrides by person", async () => {
    const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
    const statuses = await Promise.all(
      Array.from({ length: 70 }, async () => (await post("/asks/none/rate", { value: "right" }, ada)).status),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await post("/asks/none/rate", { value: "right" }, ben)).status).toBe(404);
  });
});
