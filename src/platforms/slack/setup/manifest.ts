/**
 * Slack's app manifest, made from the commands: slash commands, message shortcuts, scopes, events, Socket Mode on. Pure.
 * @see https://docs.slack.dev/reference/app-manifest
 */

import { stringify } from "yaml";
import { type Command, SLACK_COMMANDS } from "../../../core/command/command.ts";
import { BotError } from "../../../core/errors.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { fitLine } from "../../shared/text.ts";

/** What the bot token must be allowed to do, and what for. */
export const SCOPES: Readonly<Record<string, string>> = {
  "app_mentions:read": "receive mentions of @fewshot",
  "assistant:write": "suggest what to ask when somebody opens the messages of Fewshot",
  "channels:history":
    "read the message above a mention; find a post when Slack did not say whether it was made",
  "chat:write": "post questions and answers",
  "chat:write.public": "answer in public channels without being invited",
  commands: "slash commands and shortcuts",
  "files:write": "send people their data",
  "groups:history": "as channels:history, in private channels where Fewshot is a member",
  "im:history": "receive direct messages to Fewshot",
  "im:write": "write to people directly where a channel does not allow it",
  "mpim:history": "as channels:history, in group messages where Fewshot is a member",
  "users:read": "people's names and languages",
};

/** Asked for only where user groups are mapped: to see who is in them. */
const USER_GROUPS_SCOPE = "usergroups:read";

/** Slack's limits. @see https://docs.slack.dev/reference/app-manifest */
const MAX_COMMANDS = 50;
const MAX_SHORTCUTS = 10;
const MAX_SHORTCUT_NAME = 24;
const MAX_SHORTCUT_DESCRIPTION = 150;

const HEAD = `# Slack app manifest. Written from commands/ by: npx fewshot manifest
# Create the app with it: api.slack.com/apps → Create New App → From a manifest.
`;

/** Commands that Slack has under the same name get no slash command of their own; /fewshot, the menus and mentions have them all.
 * @param options `readsUserGroups`: whether user groups are mapped
 * @returns manifest.yml
 * @throws {BotError} CONFIG_COMMAND when there are more commands than Slack takes */
export function slackManifest(
  commands: readonly Command[],
  { readsUserGroups = false }: { readonly readsUserGroups?: boolean } = {},
): string {
  const slashed = commands.filter(({ name }) => !SLACK_COMMANDS.has(name));
  if (slashed.length + 1 > MAX_COMMANDS)
    throw new BotError(
      "CONFIG_COMMAND",
      `Slack takes ${MAX_COMMANDS} slash commands; ${slashed.length} commands and /fewshot are more. Move some out of commands/, or retire published ones`,
    );
  const manifest = {
    display_information: {
      name: "Fewshot",
      description: "Slash commands from a few examples, answered by GPT-Neo",
      long_description:
        "Fewshot turns a file of examples into a slash command. A few-shot prompt is made of them, a GPT-Neo model completes it, and the answer comes back in a thread. Answers are made by a language model and may be wrong: everyone can rate them, overrule them and ask why.",
      background_color: "#1f3a5f",
    },
    features: {
      agent_view: {
        agent_description:
          "Decides what a message is: its sentiment, its topic, the team it should go to, or whatever your team teaches it. Answers are made by a language model and may be wrong.",
      },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "fewshot", always_online: true },
      shortcuts: shortcuts(commands),
      slash_commands: [
        ...slashed.map((command) => ({
          command: `/${command.name}`,
          description: describe(command),
          usage_hint: `[${command.input.toLowerCase()}] or help`,
          should_escape: false,
        })),
        {
          command: "/fewshot",
          description: "Help, all commands, and your data",
          usage_hint: "help, list, privacy, review, or a command and a text",
          should_escape: false,
        },
      ],
    },
    oauth_config: {
      scopes: { bot: [...Object.keys(SCOPES), ...(readsUserGroups ? [USER_GROUPS_SCOPE] : [])] },
    },
    settings: {
      event_subscriptions: {
        bot_events: ["app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"],
      },
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  };
  return HEAD + stringify(manifest, { lineWidth: 110 });
}

/** One for each label command, as far as the limit allows, and one that offers the choice of all: also of what is published later. */
function shortcuts(commands: readonly Command[]): object[] {
  const labelled = commands.filter(({ labels }) => labels !== null);
  const own = labelled.length < MAX_SHORTCUTS ? labelled : [];
  return [
    ...own.map((command) => ({
      name: `Analyse: ${command.name}`.slice(0, MAX_SHORTCUT_NAME),
      type: "message",
      callback_id: `ask:${command.name}`,
      description: fitLine(describe(command), MAX_SHORTCUT_DESCRIPTION),
    })),
    {
      name: "Analyse this message",
      type: "message",
      callback_id: "ask",
      description: "Choose a command and ask it about this message",
    },
  ];
}

/** The summary with what the command needs: a manifest outlives the model that runs now, so it names the size. */
function describe({ summary, requiredParameters, experimental }: Command): string {
  const { marks } = wordsFor("en");
  if (requiredParameters !== null) return marks.markedSummary(marks.requires(requiredParameters), summary);
  return experimental ? marks.markedSummary(marks.experimental, summary) : summary;
}
