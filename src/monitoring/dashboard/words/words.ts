/** Chooses the words of a dashboard for a person's language. */

import { createChooser } from "../../../i18n/words.ts";
import { en } from "./en.ts";
import { zhTW } from "./zh-tw.ts";

export type { DashboardWords } from "./en.ts";
export const dashboardWords = createChooser({ en, "zh-TW": zhTW });
