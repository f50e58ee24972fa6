/** Takes the prompt off an answer of a server that gives it back in front of what it wrote. Pure. */

/** Tokens that some servers decode into text before the prompt. */
const BEGINNINGS = /^\s*(<s>|<\|endoftext\|>|<\|begin_of_text\|>|<bos>|\[CLS\])\s*/;

/** Spaces and forms of composition are not compared: transformers' `clean_up_tokenization_spaces` writes "?" for " ?", and some tokenizers
 * give another form of the same characters back.
 * @returns the text behind the prompt; the whole text where it does not begin with the prompt */
export function withoutPrompt(text: string, prompt: string): string {
  if (text.startsWith(prompt)) return text.slice(prompt.length);
  const wanted = compared(prompt);
  if (wanted === "") return text;
  const begun = text.replace(BEGINNINGS, "");
  let seen = 0;
  let at = 0;
  for (const character of begun) {
    const form = compared(character);
    if (!wanted.startsWith(form, seen)) return text;
    seen += form.length;
    at += character.length;
    if (seen === wanted.length) return begun.slice(at);
  }
  return text;
}

function compared(text: string): string {
  return text.normalize("NFKD").replace(/\s+/gu, "");
}
