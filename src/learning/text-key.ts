/** What is the same for texts that differ in case, width and spaces only: such texts count as one. Pure. */
export function textKey(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
