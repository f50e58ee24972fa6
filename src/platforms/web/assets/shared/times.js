// Times in the reader's own zone and language; the server writes UTC.

const { lang } = document.documentElement;
const full = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
/** A time as the server words it, in each language: "Nov 27, 2026, 09:21 UTC". */
const UTC = /([A-Z][a-z]{2} \d{1,2}, \d{4}|\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?),? ?(\d\d:\d\d) ?UTC/g;

/** Up to a day "5 minutes ago", then date and time. */
function word(date) {
  const minutes = Math.round((date - Date.now()) / 60_000);
  if (minutes >= 0) return relative.format(0, "second");
  if (minutes > -60) return relative.format(minutes, "minute");
  if (minutes > -24 * 60) return relative.format(Math.round(minutes / 60), "hour");
  return full.format(date);
}

/** Rewrites every time below an element. */
export function showLocalTimes(root) {
  for (const time of root.querySelectorAll("time")) {
    const date = new Date(time.dateTime);
    time.textContent = word(date);
    time.title = full.format(date);
  }
  for (const line of root.querySelectorAll(".byline, .why p")) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      walker.currentNode.data = walker.currentNode.data.replace(UTC, (text, day, time) => {
        const date = new Date(`${day.replace(/[年月]/g, "/").replace("日", "")} ${time} UTC`);
        return Number.isNaN(date.getTime()) ? text : full.format(date);
      });
  }
}

setInterval(() => showLocalTimes(document), 60_000);
