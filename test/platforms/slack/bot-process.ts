/**
 * The bot as a process of its own, to be killed: real flows, real store in DATA_DIR, the Slack platform; the model is scripted.
 * With MODEL_HANGS=1 the model never answers. Prints "ready" once it is connected; its log goes to stderr.
 */

import { fixedCommands } from "../../../src/commands/watch.ts";
import { commandFileSchema, createCommand } from "../../../src/core/command.ts";
import { carryAsk } from "../../../src/flows/ask.ts";
import { createBot } from "../../../src/flows/create-bot.ts";
import type { Backend } from "../../../src/flows/ports.ts";
import { createResponder } from "../../../src/flows/respond.ts";
import { createLogger } from "../../../src/monitor/log.ts";
import { noMetrics } from "../../../src/monitor/no-metrics.ts";
import { createSlackPlatform } from "../../../src/platforms/slack/platform.ts";
import { openStore } from "../../../src/store/store.ts";

const { DATA_DIR, MODEL_HANGS, SLACK_BOT_TOKEN = "", SLACK_APP_TOKEN = "", SLACK_API_URL } = process.env;
const log = createLogger("info");
const usage = { promptTokens: 10, cachedTokens: 0, newTokens: 0, durationMs: 1 };
const backend: Backend = {
  name: "onnx",
  where: "in this process",
  describe: async () => ({
    name: "test-neo",
    parameters: 1_000_000,
    revision: "r0",
    contextTokens: 2000,
    scripts: null,
    builtin: false,
    dtype: "fp32",
  }),
  countTokens: (text) => Math.ceil(text.length / 4),
  score: async ({ labels }) => {
    if (MODEL_HANGS === "1") await new Promise(() => setInterval(() => {}, 1000));
    return { logprobs: labels.map((_, index) => -index * 3), usage };
  },
  complete: async () => ({ text: "some words", finish: "end-sequence", usage }),
  close: async () => {},
};
const sentiment = commandFileSchema.parse({
  summary: "What is it?",
  description: "Tell the sentiment.",
  input: "Message",
  output: "Sentiment",
  labels: ["Positive", "Negative"],
});
const store = await openStore({ dataDir: DATA_DIR, retentionDays: 90, log });
const ports = {
  store,
  backend,
  commands: fixedCommands([createCommand("sentiment", sentiment, "r1")]),
  metrics: noMetrics,
  log,
  now: () => new Date(),
  rateLimit: 0,
};
const slack = createSlackPlatform({
  bot: createBot(ports),
  botToken: SLACK_BOT_TOKEN,
  appToken: SLACK_APP_TOKEN,
  apiUrl: SLACK_API_URL,
  onFatal: (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  },
  log,
});
const carryPorts = {
  ...ports,
  platforms: new Map([["slack" as const, slack]]),
  respond: createResponder(backend),
};
try {
  await slack.start();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
await store.work((askId, attempt) => carryAsk(carryPorts, askId, attempt));
process.stdout.write("ready\n");
process.once("SIGTERM", async () => {
  await slack.stop();
  process.stdout.write("disconnected\n");
  await store.close(1000);
  process.exit(0);
});
