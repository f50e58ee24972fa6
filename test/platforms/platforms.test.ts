/** The contract of platforms over each of them, over its own wire. */

import { describePlatform } from "./platform-contract.ts";
import { openDiscord } from "./subjects/discord.ts";
import { openSlack } from "./subjects/slack.ts";
import { openTerminal } from "./subjects/terminal.ts";
import { openWeb } from "./subjects/web.ts";

describePlatform("the web page", openWeb);
describePlatform("Slack", () => openSlack());
describePlatform("a workspace of Slack without containers", () => openSlack(["container"]));
describePlatform("Discord", () => openDiscord());
describePlatform("Discord with answers as text", () => openDiscord("text"));
describePlatform("the terminal", openTerminal);
