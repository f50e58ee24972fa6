/** Says in a sentence what is wrong with a token and what to click. */

import { BotError } from "../../../core/errors.ts";
import { DEAD_TOKEN } from "./web-api.ts";

export type TokenName = "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN";

const WHERE: Readonly<Record<TokenName, string>> = {
  SLACK_BOT_TOKEN:
    "open api.slack.com/apps → your app → OAuth & Permissions, press Reinstall to Workspace and copy the Bot User OAuth Token (xoxb-…)",
  SLACK_APP_TOKEN:
    "open api.slack.com/apps → your app → Basic Information → App-Level Tokens, press Generate Token and Scopes, add connections:write and copy the token (xapp-…)",
};

/** What to do about Slack's answer to a token; null when the token is not to blame. */
export function explainToken(name: TokenName, code: string): string | null {
  if (code === "missing_scope" && name === "SLACK_APP_TOKEN")
    return `${name} lacks the scope connections:write: ${WHERE[name]}`;
  if (code === "not_allowed_token_type")
    return `${name} is a token of another kind (${name === "SLACK_APP_TOKEN" ? "it must begin with xapp-" : "it must begin with xoxb-"}): ${WHERE[name]}`;
  if (DEAD_TOKEN.has(code)) return `${name} was refused by Slack (${code}): ${WHERE[name]}`;
  return null;
}

export function credentialError(name: TokenName, code: string): BotError {
  const message = explainToken(name, code) ?? `Slack refused ${name} (${code}): ${WHERE[name]}`;
  return new BotError("CONFIG_CREDENTIAL", message);
}
