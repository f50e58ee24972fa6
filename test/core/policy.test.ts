/** The privacy policy follows the configuration, and says what the law asks for. */

import { describe, expect, it } from "vitest";
import { type PolicyFacts, policySections } from "../../src/core/views/policy.ts";
import { LANGUAGES, wordsFor } from "../../src/i18n/words.ts";

const facts: PolicyFacts = {
  contact: "Example Ltd, privacy@example.org",
  model: "fewshot-neo",
  where: null,
  platforms: ["Slack"],
  retentionDays: 30,
  sendsTraces: false,
  scoresTo: null,
  groups: [],
};
const textOf = (some: Partial<PolicyFacts> = {}, locale = "en") =>
  policySections({ ...facts, ...some }, wordsFor(locale))
    .flatMap(({ title, paragraphs, items }) => [title, ...paragraphs, ...items])
    .join("\n");

describe("the privacy policy", () => {
  it("names the controller, the model and its place, the platforms and the time", () => {
    const text = textOf();
    for (const part of [
      "Example Ltd, privacy@example.org runs this bot",
      "(fewshot-neo)",
      "Slack carries the messages",
      "for 30 days",
      "on the machine of the bot",
      "data sets that the controller gives to others",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(
      /Discord carries|collector of technical traces|receives scores|PRIVACY_CONTACT|groups of people get/,
    );
  });

  it("says what another configuration does", () => {
    const text = textOf({
      contact: null,
      where: "llm.example.org",
      platforms: ["Slack", "Discord"],
      retentionDays: null,
      sendsTraces: true,
      scoresTo: "langfuse.example.org",
      groups: ["texts", "declared", "mapped"],
      model: null,
    });
    for (const part of [
      "PRIVACY_CONTACT",
      "at llm.example.org, which receives your text",
      "Discord carries",
      "until you erase them",
      "collector of technical traces",
      "langfuse.example.org receives scores",
      "A language model gives them",
    ])
      expect(text).toContain(part);
  });

  it.each(Object.keys(LANGUAGES))("has nine sections with text, and names the articles, in %s", (tag) => {
    const sections = policySections(facts, wordsFor(tag));
    expect(sections).toHaveLength(9);
    for (const { title, paragraphs } of sections)
      expect([title, ...paragraphs].every((text) => text.length > 2)).toBe(true);
    expect(textOf({}, tag)).toMatch(/GDPR[\s\S]*22/);
  });
});
