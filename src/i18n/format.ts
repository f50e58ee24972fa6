/** Numbers, counts and dates of a language, by the rules that the runtime brings (CLDR). */

/** A sentence for each plural form that the language has; "#" stands for the number. */
export type CountForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

export interface Format {
  /** 40000 → "40,000". */
  number(n: number): string;
  /** 7346184 → "7.35 million": three significant digits. */
  amount(n: number): string;
  /** 0.413 → "41%", with one decimal "41.3%".
   * @param share 0 to 1
   * @param decimals 0 or 1 */
  percent(share: number, decimals?: number): string;
  /** 1 → "1 ask was erased.", 2 → "2 asks were erased." */
  count(n: number, forms: CountForms): string;
  /** ["en"] → "English".
   * @param tags BCP 47 tags of languages */
  languages(tags: readonly string[]): string;
  /** Date and time in UTC, since those who read it sit anywhere. */
  moment(date: Date): string;
  /** The date in UTC. */
  day(date: Date): string;
}

/** @param tag BCP 47 */
export function createFormat(tag: string): Format {
  const numbers = new Intl.NumberFormat(tag);
  const amounts = new Intl.NumberFormat(tag, {
    notation: "compact",
    compactDisplay: "long",
    maximumSignificantDigits: 3,
  });
  const percents = [0, 1].map(
    (decimals) =>
      new Intl.NumberFormat(tag, {
        style: "percent",
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }),
  );
  const names = new Intl.DisplayNames(tag, { type: "language" });
  const lists = new Intl.ListFormat(tag);
  const plurals = new Intl.PluralRules(tag);
  const days = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeZone: "UTC" });
  const moments = new Intl.DateTimeFormat(tag, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return {
    number: (n) => numbers.format(n),
    amount: (n) => amounts.format(n),
    percent: (share, decimals = 0) => (percents[decimals] ?? numbers).format(share),
    count: (n, forms) => (forms[plurals.select(n)] ?? forms.other).replaceAll("#", numbers.format(n)),
    languages: (tags) => lists.format(tags.map((one) => names.of(one) ?? one)),
    moment: (date) => `${moments.format(date)} UTC`,
    day: (date) => days.format(date),
  };
}
