/** The only reader of the environment. All faults are reported at once; secrets may also come from files. */

import { existsSync, readFileSync } from "node:fs";
import { parse } from "dotenv";
import { z } from "zod";
import { BotError } from "../core/errors.ts";
import { GROUP_SOURCES } from "../flows/monitoring/groups/report.ts";
import { alertChannels } from "./channels.ts";
import { discordToken, headers, httpUrl, list, readShards, text, tokenOf, wholeNumber } from "./fields.ts";
import { expandHome, hubCacheDir, isOffline } from "./hub.ts";
import { people } from "./people.ts";

/** Keys that may also be given as KEY_FILE, the path of a file that holds the value. */
const SECRETS = [
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "DISCORD_TOKEN",
  "HF_TOKEN",
  "INFERENCE_API_KEY",
  "INFERENCE_HEADERS",
  "DATABASE_URL",
  "ADMIN_TOKEN",
  "METRICS_TOKEN",
  "LANGFUSE_PUBLIC_KEY",
  "LANGFUSE_SECRET_KEY",
] as const;

/** Every setting, its check and its default; `.env.example` explains the same keys in the same order. */
const schema = z.object({
  SLACK_BOT_TOKEN: tokenOf("xoxb-", "OAuth & Permissions → Bot User OAuth Token").optional(),
  SLACK_APP_TOKEN: tokenOf("xapp-", "Basic Information → App-Level Tokens").optional(),
  SLACK_API_URL: httpUrl.refine((value) => value.endsWith("/api/"), "must end in /api/").optional(),
  DISCORD_TOKEN: discordToken.optional(),
  DISCORD_APPLICATION_ID: text.regex(/^\d{15,21}$/, "must be the application's number").optional(),
  DISCORD_GUILD_ID: text.regex(/^\d{15,21}$/, "must be the server's number").optional(),
  DISCORD_SHARDS: text
    .regex(
      /^\d{1,4}(,\d{1,4})*\/[1-9]\d{0,3}$/,
      "must be this machine's shards and their number in all, like 0,1/4",
    )
    .transform(readShards)
    .refine(({ ids, count }) => ids.every((id) => id < count), "names a shard that is not below their number")
    .optional(),
  DISCORD_LAYOUT: text
    .toLowerCase()
    .pipe(z.enum(["container", "text"]))
    .default("container"),
  DISCORD_API_URL: httpUrl
    .refine((value) => value.endsWith("/api"), "must end in /api, without a version")
    .optional(),
  MODEL: text.transform(expandHome).default("builtin"),
  MODEL_DTYPE: text
    .toLowerCase()
    .transform((value) => (value === "q8" ? "int8" : value))
    .pipe(z.enum(["fp32", "fp16", "int8", "uint8", "q4", "q4f16", "bnb4"]))
    .optional(),
  INFERENCE_URL: httpUrl.optional(),
  // Checked where the protocols are: src/inference/open.ts.
  INFERENCE_PROTOCOL: text.default("huggingface"),
  INFERENCE_API_KEY: text.regex(/^[\x21-\x7e]+$/, "must be one word of plain characters").optional(),
  INFERENCE_HEADERS: headers.optional(),
  HF_TOKEN: tokenOf("hf_", "huggingface.co → Settings → Access Tokens").optional(),
  HF_ENDPOINT: httpUrl.default("https://huggingface.co"),
  HF_HUB_OFFLINE: z.boolean().default(false),
  MODEL_CACHE_DIR: text.transform(expandHome),
  DATABASE_URL: text
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .refine(
      (value) => URL.canParse(value),
      "is no address: in the user and the password, write # / ? @ as %23 %2F %3F %40",
    )
    .optional(),
  DATA_DIR: text.transform(expandHome).default(".data"),
  REPORTS_DIR: text.transform(expandHome).default(".cache/reports"),
  HOST: text.default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).optional(),
  WEB_CHANNEL: text
    .toLowerCase()
    .pipe(z.enum(["on", "off"]))
    .default("on"),
  PUBLIC_URL: httpUrl
    .refine(
      (value) => !URL.canParse(value) || new URL(value).href === `${new URL(value).origin}/`,
      "must be scheme, host and port only, like https://bot.example.com",
    )
    .optional(),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  ADMIN_TOKEN: text.min(16, "must have at least 16 characters").optional(),
  ADMINS: people.default([]),
  DRAFTS: z.enum(["all", "admins"]).default("all"),
  METRICS_TOKEN: text.min(16, "must have at least 16 characters").optional(),
  COMMANDS_DIR: text.transform(expandHome).default("commands"),
  RATE_LIMIT: wholeNumber(0, 100_000).default(30),
  WORKER_CONCURRENCY: wholeNumber(1, 1_000).default(64),
  RETENTION_DAYS: wholeNumber(0, 36_500).default(90),
  WATCH_GROUPS: list(GROUP_SOURCES).default([]),
  GROUPS_FILE: text.transform(expandHome).optional(),
  GROUPS_MARGIN: wholeNumber(1, 50).default(10),
  GROUPS_ALERTS: alertChannels.default([]),
  PRIVACY_CONTACT: text.max(300, "must be at most 300 characters").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  LANGFUSE_HOST: httpUrl.optional(),
  LANGFUSE_PUBLIC_KEY: text
    .regex(/^[\x21-\x39\x3b-\x7e]+$/, "must be one word of plain characters")
    .optional(),
  LANGFUSE_SECRET_KEY: text.regex(/^[\x21-\x7e]+$/, "must be one word of plain characters").optional(),
  LOG_LEVEL: text
    .toLowerCase()
    .pipe(z.enum(["debug", "info", "warn", "error"]))
    .default("info"),
});

export type Config = z.infer<typeof schema>;

/** Settings whose names are near ours are ours misspelt; anything else in the environment belongs to others. */
const OURS =
  /^(FEWSHOT|SLACK|DISCORD|INFERENCE|RATE|RETENTION|COMMANDS|WEB|WORKER|ADMIN|METRICS|GROUPS|WATCH|PRIVACY|PUBLIC|REPORTS|TRUST)_/;
/** Known to other programs, not to us: nothing to complain about. */
const OTHERS = new Set([
  "HF_HOME",
  "HF_HUB_CACHE",
  "TRANSFORMERS_OFFLINE",
  "FEWSHOT_TEST_REPORT",
  "POSTGRES_PASSWORD",
]);

/** Read by the HTTP library itself, in either case. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((key) => [key, key.toLowerCase()]);

/** Reads `.env` under the environment, which wins. Proxies that `.env` names are put into the environment.
 * @throws {BotError} CONFIG_INVALID with one line a fault; values are never quoted, since they may be secrets */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, envFile = ".env"): Config {
  const fromFile = existsSync(envFile) ? parse(readFileSync(envFile, "utf8")) : {};
  const given = { ...fromFile, ...environment };
  const faults = [...unknownKeys(fromFile, given), ...proxyFaults(given)];
  for (const key of PROXIES) if (fromFile[key]) environment[key] ??= fromFile[key];
  const values: Record<string, string | boolean> = {};
  for (const key of Object.keys(schema.shape)) if (given[key]?.trim()) values[key] = given[key];
  values.MODEL_CACHE_DIR ??= hubCacheDir(given);
  values.HF_HUB_OFFLINE = isOffline(given);
  for (const key of SECRETS) faults.push(...readSecret(key, given, values));
  const checked = schema.safeParse(values);
  if (!checked.success)
    faults.push(...checked.error.issues.map((issue) => `${issue.path.join(".")} ${plain(issue)}`));
  else faults.push(...contradictions(checked.data));
  if (!checked.success || faults.length > 0)
    throw new BotError(
      "CONFIG_INVALID",
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join("\n")}\nSee .env.example for what each setting means.`,
    );
  return checked.data;
}

/** What the log says of the configuration at the start: nothing secret, nothing of an address but its host. */
export function describeConfig(config: Config): Record<string, unknown> {
  const hostOf = (url: string) => new URL(url).host;
  return {
    model: config.MODEL,
    ...(config.INFERENCE_URL
      ? { server: hostOf(config.INFERENCE_URL), protocol: config.INFERENCE_PROTOCOL }
      : {}),
    store: config.DATABASE_URL ? `PostgreSQL at ${hostOf(config.DATABASE_URL)}` : "PGlite",
    platforms: [
      ...(config.SLACK_BOT_TOKEN ? ["slack"] : []),
      ...(config.DISCORD_TOKEN ? ["discord"] : []),
      ...(config.WEB_CHANNEL === "on" ? ["web"] : []),
    ],
    retentionDays: config.RETENTION_DAYS,
    rateLimit: config.RATE_LIMIT,
    concurrency: config.WORKER_CONCURRENCY,
  };
}

/** Every secret in force, for the log to take out wherever one turns up; of addresses their passwords too. */
export function secretsOf(config: Config): string[] {
  const values = SECRETS.flatMap((key) => {
    const value = config[key];
    // A short value, such as a provider's name, is no secret, and taking it out would garble the log.
    return typeof value === "object"
      ? Object.values(value).filter(({ length }) => length >= 8)
      : (value ?? []);
  });
  const passwords = [config.DATABASE_URL, config.INFERENCE_URL, config.HF_ENDPOINT].flatMap((url = "") =>
    URL.canParse(url) ? [new URL(url).password, safelyDecoded(new URL(url).password)] : [],
  );
  return [...values, ...passwords].filter((value) => value !== "");
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unknownKeys(fromFile: Record<string, string>, given: NodeJS.ProcessEnv): string[] {
  const known = new Set([...Object.keys(schema.shape), ...SECRETS.map((key) => `${key}_FILE`)]);
  const inFile = Object.keys(fromFile).filter(
    (key) => !known.has(key) && !OTHERS.has(key) && !PROXIES.includes(key),
  );
  const inEnvironment = Object.keys(given).filter(
    (key) => OURS.test(key) && !known.has(key) && !OTHERS.has(key),
  );
  return [...new Set([...inFile, ...inEnvironment])].map((key) => `${key} is not a setting of Fewshot`);
}

function proxyFaults(given: NodeJS.ProcessEnv): string[] {
  return PROXIES.filter((key) => !/^no_/i.test(key)).flatMap((key) => {
    const value = given[key]?.trim();
    return !value || httpUrl.safeParse(value).success
      ? []
      : [`${key} must be a URL that begins with http:// or https://`];
  });
}

function readSecret(
  key: string,
  given: NodeJS.ProcessEnv,
  values: Record<string, string | boolean>,
): string[] {
  const path = given[`${key}_FILE`]?.trim();
  if (!path) return [];
  if (values[key]) return [`${key} and ${key}_FILE are both set; keep one`];
  try {
    const value = readFileSync(path, "utf8").trim();
    if (value) values[key] = value;
    return value ? [] : [`${key}_FILE names an empty file`];
  } catch (cause) {
    return [
      `${key}_FILE names a file that can't be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"})`,
    ];
  }
}

function plain(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  return issue.message;
}

/** What is right alone and wrong together. */
function contradictions(config: Config): string[] {
  const faults: string[] = [];
  if (config.SLACK_BOT_TOKEN && !config.SLACK_APP_TOKEN)
    faults.push("SLACK_BOT_TOKEN needs SLACK_APP_TOKEN beside it (Socket Mode)");
  if (config.SLACK_APP_TOKEN && !config.SLACK_BOT_TOKEN)
    faults.push("SLACK_APP_TOKEN needs SLACK_BOT_TOKEN beside it");
  if (!isLoopback(config.HOST) && !config.ADMIN_TOKEN)
    faults.push(
      `HOST ${config.HOST} is open to others and needs ADMIN_TOKEN, a secret of at least 16 characters`,
    );
  if (config.PUBLIC_URL && !isLoopback(new URL(config.PUBLIC_URL).hostname) && !config.ADMIN_TOKEN)
    faults.push(
      "PUBLIC_URL opens the page to others and needs ADMIN_TOKEN, a secret of at least 16 characters",
    );
  if (config.METRICS_TOKEN && config.METRICS_TOKEN === config.ADMIN_TOKEN)
    faults.push("METRICS_TOKEN must differ from ADMIN_TOKEN: it is meant to open /metrics only");
  if (config.GROUPS_ALERTS.length > 0 && config.WATCH_GROUPS.length === 0)
    faults.push("GROUPS_ALERTS needs WATCH_GROUPS, which says what is watched");
  for (const platform of new Set(config.GROUPS_ALERTS.map((one) => one.platform)))
    if (!(platform === "slack" ? config.SLACK_BOT_TOKEN : config.DISCORD_TOKEN))
      faults.push(`GROUPS_ALERTS names a channel of ${platform}, which is not set up`);
  if (config.INFERENCE_URL && config.MODEL === "builtin")
    faults.push(
      "INFERENCE_URL needs MODEL, the name of the model that the server runs, e.g. EleutherAI/gpt-neo-2.7B",
    );
  return faults;
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Keeps onnxruntime, whose official builds report sessions and model names to its maker, from sending anything. To be called on the
 * main thread before the runtime is loaded: a worker's environment is a copy that native code does not see.
 * @see https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md */
export function forbidTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = "1";
}

/** Whether npm or npx started this process. Both forward SIGTERM to the shell between, which does not pass it on. */
export function isRunByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined || process.env.npm_command !== undefined;
}

/** The log level alone, for the words after a failure; never throws. */
export function readLogLevel(): string {
  return process.env.LOG_LEVEL?.trim().toLowerCase() || "info";
}

/** Whether the terminal knows no control sequences, as in an editor's shell. */
export function isDumbTerminal(): boolean {
  return process.env.TERM === "dumb";
}
