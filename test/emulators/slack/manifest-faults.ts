/** What Slack refuses in an app manifest. Pure. */

import { type Fields, isFields } from "./validate.ts";

/** Some of Slack's own commands. @see https://slack.com/help/articles/201259356 */
const BUILT_IN = /^\/(remind|invite|msg|who|topic|status|search|join|leave|dnd|me)$/;

/** What Slack refuses in a manifest, as far as this app's manifest goes. */
export function findManifestFaults(manifest: unknown): Fields[] {
  const errors: Fields[] = [];
  const report = (pointer: string, message: string) => errors.push({ message, pointer });
  if (!isFields(manifest)) return [{ message: "must be an object", pointer: "/" }];
  const information = isFields(manifest.display_information) ? manifest.display_information : {};
  const features = isFields(manifest.features) ? manifest.features : {};
  const most = (value: unknown, limit: number, pointer: string) => {
    if (typeof value !== "string" || value.length === 0) report(pointer, "must be more than 0 characters");
    else if (value.length > limit) report(pointer, `must be less than ${limit + 1} characters`);
  };
  most(information.name, 35, "/display_information/name");
  if (information.description !== undefined)
    most(information.description, 140, "/display_information/description");
  if (information.long_description !== undefined) {
    most(information.long_description, 4000, "/display_information/long_description");
    if (String(information.long_description).length < 174)
      report("/display_information/long_description", "must be more than 173 characters");
  }
  findAgentFaults(manifest, features, report);
  const commands = (features.slash_commands ?? []) as readonly Fields[];
  if (commands.length > 50) report("/features/slash_commands", "no more than 50 items allowed");
  for (const [index, command] of commands.entries()) {
    const pointer = `/features/slash_commands/${index}`;
    if (!/^\/[a-z0-9_-]{1,31}$/.test(String(command.command)))
      report(`${pointer}/command`, "invalid command");
    if (BUILT_IN.test(String(command.command))) report(`${pointer}/command`, "reserved command");
    most(command.description, 2000, `${pointer}/description`);
    if (command.usage_hint !== undefined) most(command.usage_hint, 1000, `${pointer}/usage_hint`);
  }
  if (new Set(commands.map(({ command }) => command)).size < commands.length)
    report("/features/slash_commands", "duplicate command");
  const shortcuts = (features.shortcuts ?? []) as readonly Fields[];
  if (shortcuts.length > 10) report("/features/shortcuts", "no more than 10 items allowed");
  for (const [index, shortcut] of shortcuts.entries()) {
    const pointer = `/features/shortcuts/${index}`;
    if (!["message", "global"].includes(String(shortcut.type)))
      report(`${pointer}/type`, "must be message or global");
    most(shortcut.name, 24, `${pointer}/name`);
    most(shortcut.callback_id, 255, `${pointer}/callback_id`);
    most(shortcut.description, 150, `${pointer}/description`);
  }
  return errors;
}

/** @see https://docs.slack.dev/ai/migrating-to-agent-messaging and `ManifestAgentView` of `@slack/web-api` 8.2 */
function findAgentFaults(
  manifest: Fields,
  features: Fields,
  report: (pointer: string, message: string) => void,
): void {
  const { agent_view: agent } = features;
  if (agent === undefined) return;
  const pointer = "/features/agent_view";
  if (features.assistant_view !== undefined) report(pointer, "is not allowed with assistant_view");
  const { agent_description: description = "", suggested_prompts: prompts = [] } = isFields(agent)
    ? agent
    : {};
  if (String(description).length > 300)
    report(`${pointer}/agent_description`, "must be less than 301 characters");
  if ((prompts as unknown[]).length > 4)
    report(`${pointer}/suggested_prompts`, "no more than 4 items allowed");
  const { scopes } = isFields(manifest.oauth_config) ? manifest.oauth_config : {};
  const granted = isFields(scopes) ? (scopes.bot as unknown[]) : [];
  if (!granted.includes("assistant:write")) report(pointer, "requires the scope assistant:write");
}
