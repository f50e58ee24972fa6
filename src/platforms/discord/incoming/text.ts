/** What a person sees of Discord's markup. @see https://docs.discord.com/developers/reference#message-formatting */

/** Pages of a server that have a name of their own. */
const PAGES: Readonly<Record<string, string>> = {
  customize: "Channels & Roles",
  browse: "Browse Channels",
  guide: "Server Guide",
  "linked-roles": "Linked Roles",
};

/** @param names of mentioned people by their ids
 * @example decodeText("<@1> at <t:0:d>: <:wave:2>", new Map([["1", "ada"]])) // "@ada at 1970-01-01: :wave:" */
export function decodeText(text: string, names: ReadonlyMap<string, string> = new Map()): string {
  return text
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${names.get(id) ?? "someone"}`)
    .replace(/<@&\d+>/g, "@role")
    .replace(/<#\d+>/g, "#channel")
    .replace(/<a?(:\w+:)\d+>/g, "$1")
    .replace(/<(\/[^:<>]+):\d+>/g, "$1")
    .replace(/<id:([a-z-]+)(?::\d+)?>/g, (whole, page: string) => PAGES[page] ?? whole)
    .replace(
      /<t:(-?\d{1,15})(?::([tTdDfFR]))?>/g,
      (whole, seconds: string, style: string | undefined) => showTime(Number(seconds) * 1000, style) ?? whole,
    )
    .replace(/<(https?:\/\/[^\s<>]+)>/g, "$1");
}

/** A moment in UTC: people see it in their own time and language. Null for one that no calendar has. */
function showTime(ms: number, style = "f"): string | null {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return null;
  const [day = "", time = ""] = date.toISOString().slice(0, 16).split("T");
  if (style === "d" || style === "D") return day;
  return style === "t" || style === "T" ? `${time} UTC` : `${day} ${time} UTC`;
}
