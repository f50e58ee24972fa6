/** What axe finds wrong with a page. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Axe {
  run(
    part: string,
    options: { readonly resultTypes: readonly string[] },
  ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

/** @param part of the page, as a CSS selector; all of it where it is left out
 * @returns a line for each fault: impact, rule and the first element */
export async function findFaults(page: Page, part = "html"): Promise<string[]> {
  // Handed over as a value: the page's policy lets no script in by other ways.
  await page.evaluate(source);
  return page.evaluate(async (part) => {
    const { axe } = window as unknown as { axe: Axe };
    // What passes is of no use here, and describing it takes longest.
    const { violations } = await axe.run(part, { resultTypes: ["violations"] });
    return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
  }, part);
}
