/** The table of Slack's emoji names, which is made from emojibase-data: `npx vitest run test/platforms/slack/emoji.test.ts -u` writes it anew. */

import shortcodes from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../src/platforms/slack/incoming/text.ts";

const SKIN_TONE = /[\u{1f3fb}-\u{1f3ff}]/u;

/** Names to characters, without skin tones: Slack writes those as a name of their own. */
function makeTable(): Record<string, string> {
  const table: Record<string, string> = {};
  for (const [codes, names] of Object.entries(shortcodes)) {
    const bare = String.fromCodePoint(...codes.split("-").map((code) => Number.parseInt(code, 16)));
    // Characters that are text by themselves are emoji with a variation selector.
    const emoji = /^[^\p{Emoji_Presentation}]$/u.test(bare) ? `${bare}\ufe0f` : bare;
    if (!SKIN_TONE.test(emoji)) for (const name of [names].flat()) table[name] = emoji;
  }
  return table;
}

describe("emoji names in Slack", () => {
  it("are the names that Slack's data set has today", async () => {
    await expect(`${JSON.stringify(makeTable(), null, 2)}\n`).toMatchFileSnapshot(
      "../../../src/platforms/slack/incoming/emoji.json",
    );
  });

  it.each([
    [":rage:", "😡"],
    ["so :face_with_rolling_eyes::tada:!", "so 🙄🎉!"],
    [":+1::skin-tone-3:", "👍🏼"],
    [":woman-facepalming::skin-tone-5:", "🤦🏾\u200d♀️"],
    ["ship it:rocket:", "ship it🚀"],
    [":flag-tw: :thinking_face:", "🇹🇼 🤔"],
    ["I :heart: it", "I ❤️ it"],
    [":our_own_parrot:", ":our_own_parrot:"],
    ["at 10:100:30, 1:1234:5", "at 10:100:30, 1:1234:5"],
    ["a:b:c std::vector :constructor: :__proto__:", "a:b:c std::vector :constructor: :__proto__:"],
  ])("are read as people see them: %s", (text, seen) => {
    expect(decodeText(text)).toBe(seen);
  });
});
