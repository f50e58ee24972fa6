/** Whether a text is in a language that a model reads, decided by its words. Pure. */

/** Frequent words of English that no other language below has. */
const ENGLISH =
  wordSet(`the is are was were be been it its this that these those there here i you he she we they my your his her our their him us them
  and or but not with for from at by of to in on if so as than then what when where who why how which can could will would should may might must do does did
  have has had get got go going gone just only very too also now today tomorrow yesterday please thanks thank you're i'm it's don't can't isn't we're let's
  about after again all any because before down even every great good bad new yes ok okay café naïve résumé cliché façade voilà more most much need needs out over please some still
  up want work works working team update error fix fixed build failed down send sent make made take see know think like love hate help time day week back`);

/** Frequent words of other languages, none of which is a common word of English. French, German, Spanish, Italian, Portuguese, Dutch, Hindi in Latin letters. */
const OTHERS =
  wordSet(`le la les un une des du et est je tu il elle nous vous ils elles sont dans que qui sur avec ce cette ces mais plus très tres bien merci
  bonjour mon ma mes votre vos notre nos leur être etre avoir fait aussi tout tous toute c'est j'ai n'est d'une qu'il ne suis avez êtes sommes où ça ca oui non pas je pour par aux au
  j'attends l'on s'il n'y d'un il-y-a beaucoup toujours jamais moi toi sois soyez fais faites viens venez aujourd'hui demain hier chez rien quand comment pourquoi quel quelle ici
  der das ist nicht ich wir ihr sie ein eine einen einem einer mit auf für fuer von zum zur den dem des auch im ja nein aber wie wird sind haben habe hast hatte kann kannst können nur noch
  schon heute morgen bitte danke sehr mein meine dein kein keine keinen wenn weil oder mir mich dir dich uns euch wurde werden muss jetzt hier nach bei aus über unter vor und sich wer wo wann
  warum leider immer wieder alles gibt geht machen mache gemacht gut guten schön schöne zu bis seit nichts
  el los las una y por con para se lo como más mas pero su muy está esta este esto estoy están estamos hola gracias todo todos hoy mañana qué que es en de del al mi tu si sí ya hay
  fue ser tiene tengo puedo puede puedes necesito dónde donde cuándo cómo nada nadie favor buen buena buenos bueno nos vamos creo
  il lo gli di che è sono non per una della sono questo questa grazie ciao perché molto anche ho abbiamo
  o os uma não nao com você voce obrigado obrigada muito isso está são meu minha
  het een niet van ik je wij zijn maar ook naar heb heeft wat dit deze goed geen
  hai hain nahi nahin kya kyun kyon mein ka ki ke ko se aur bhi bahut bohot accha acha achha hoga kar karo karna karte raha rahi rahe tha kuch koi kaise abhi aaj kal yaar bhai mera meri tera
  apna hum tum aap ho gaya gayi gaye hua wala matlab lekin toh mujhe usne yeh ye sab theek kab kahan kaam ghar hoon hu dhanyavaad shukriya namaste diya baje chalo milte laga lagega`);

/** What is no word of any language: addresses, code, mentions, and words in capitals. */
const NO_WORDS =
  /https?:\/\/\S+|\S+@\S+|[@#]\S+|`[^`]*`|\S*[\d_/\\=(){}[\]<>]\S*|\b\p{Lu}{2,}\b|\S*\p{Ll}\p{Lu}\S*/gu;

/** True when a text is in another language than those that a model reads; false for a text that is too short or too odd to tell.
 * @param languages tags of the languages that the model reads: "en" and "zh" are recognised here
 * @param isWord whether the model knows a word as a whole */
export function isOtherLanguage(
  text: string,
  languages: readonly string[],
  isWord: (word: string) => boolean,
): boolean {
  const plain = text.slice(0, MAX_CHARACTERS).replace(NO_WORDS, " ");
  if (languages.includes("zh")) {
    if (isJapanese(plain)) return true;
    if (/\p{Script=Han}/u.test(text)) return false;
  }
  return languages.includes("en") ? isOtherThanEnglish(plain, isWord) : isOtherThanChinese(plain, isWord);
}

/** Two letters of kana: people who write Chinese use の alone. */
const isJapanese = (plain: string) =>
  (plain.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) ?? []).length >= 2;

/** @param plain a text without a Chinese character */
function isOtherThanChinese(plain: string, isWord: (word: string) => boolean): boolean {
  const words = plain.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.length > MAX_BORROWED || words.some((word) => !isWord(word));
}

/** What commands declare of the language of their texts. */
interface Variant {
  readonly name: string;
  readonly language: string | null;
  readonly variantOf: string | null;
}

/** Of the commands that do the same as one, the one for the text's language: /sentiment-zh for /sentiment and a Chinese text, and the other
 * way round. Null where there is none, or it is that command itself. */
export function commandFor(name: string, text: string, commands: readonly Variant[]): string | null {
  const letters = text.match(/\p{L}/gu) ?? [];
  if (letters.length === 0) return null;
  const base = commands.find((command) => command.name === name)?.variantOf ?? name;
  const han = text.match(/\p{Script=Han}/gu) ?? [];
  const isChinese = han.length * 2 > letters.length;
  const found = commands.find(
    (command) =>
      (command.name === base || command.variantOf === base) && (command.language === "zh") === isChinese,
  );
  return found === undefined || found.name === name ? null : found.name;
}

/** Words of English that people who write Chinese use alone, as in "ok thanks". */
const MAX_BORROWED = 2;

/** More of a text says nothing new about its language. */
const MAX_CHARACTERS = 1_000;
/** No word of a language that is written with spaces is longer; some of German are. */
const MAX_LETTERS = 40;
/** A word with an apostrophe that only English has, or that only French has. */
const ENGLISH_END = /(n't|'re|'ve|'ll|'d|'s|'m)$/;
const FRENCH_START = /^(j|l|n|m|qu)'\p{L}/u;
/** How much a word of a kind says against another language, where a frequent word of one says 1; and for it, where it is in no list. Chosen on
 * the sentences of `bench/languages.ts`. */
const WEIGHTS = { english: 1.2, known: 0.35, unknown: 0.5 };
/** So many words that the model does not know, and few that it does, are no English. */
const MIN_UNKNOWN = 3;

function isOtherThanEnglish(plain: string, isWord: (word: string) => boolean): boolean {
  const count = { english: 0, others: 0, known: 0, unknown: 0 };
  for (const [index, [found]] of [...plain.matchAll(/\p{L}[\p{L}\p{M}'’]*/gu)].entries()) {
    const kind = kindOf(found.replaceAll("’", "'"), { isFirst: index === 0, isWord });
    if (kind !== null) count[kind] += 1;
  }
  const { english, others, known, unknown } = count;
  if (others === 0) return english === 0 && unknown >= MIN_UNKNOWN && unknown > 2 * known;
  return others + WEIGHTS.unknown * unknown > WEIGHTS.english * english + WEIGHTS.known * known;
}

/** @returns null for a name, which is of any language */
function kindOf(
  found: string,
  { isFirst, isWord }: { readonly isFirst: boolean; readonly isWord: (word: string) => boolean },
): "english" | "others" | "known" | "unknown" | null {
  const word = found.toLowerCase();
  if (ENGLISH.has(word)) return "english";
  if (OTHERS.has(word) || FRENCH_START.test(word)) return "others";
  if (ENGLISH_END.test(word)) return "english";
  if (word.length > MAX_LETTERS) return null;
  if (!isFirst && /^\p{Lu}/u.test(found)) return null;
  if (isWord(word)) return "known";
  return /[^\p{ASCII}]/u.test(word) ? "others" : "unknown";
}

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
