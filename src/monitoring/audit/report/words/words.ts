/** Chooses the words of an audit for a person's language. */

import { createChooser } from "../../../../i18n/words.ts";
import { en } from "./en.ts";
import { zhTW } from "./zh-tw.ts";

export type { AuditWords } from "./en.ts";
export const auditWords = createChooser({ en, "zh-TW": zhTW });
