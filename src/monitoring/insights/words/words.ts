/** Chooses the words of insights for a person's language. */

import { createChooser } from "../../../i18n/words.ts";
import { en } from "./en.ts";
import { zhTW } from "./zh-tw.ts";

export type { InsightsWords } from "./en.ts";
export const insightsWords = createChooser({ en, "zh-TW": zhTW });
