/** A report as a page of its own: one file without anything to load, readable in the dark and without colours. */

import { html, raw } from "hono/html";
import { languageFor } from "../../i18n/words.ts";

const STYLE = raw(`<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { text-align: left; padding: 0.2rem 0.75rem 0.2rem 0; border-bottom: 1px solid GrayText; vertical-align: top; }
td.figure, th.figure { text-align: right; white-space: nowrap; }
figure { margin: 1.5rem 0; max-width: 42rem; }
.wide { overflow-x: auto; }
</style>`);

/** @param content the page below its heading, safe HTML
 * @param locale BCP 47 tag of the reader's language
 * @returns the whole document */
export async function page(title: string, content: ReturnType<typeof html>, locale: string): Promise<string> {
  const document = await html`<!doctype html>
<html lang="${languageFor(locale)}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>${title}</title>
${STYLE}
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
  return String(document);
}
