/** What a platform gives to a conversation by lines. */

import type { ExplanationView, FileView, NoticeView } from "../../../core/views/view.ts";

/** Something that can be chosen by its number, from 1. */
export interface Option {
  readonly label: string;
  readonly isPressed?: boolean;
}

/** Shows what a conversation says. Texts are as people and models wrote them: the platform makes them safe to show. */
export interface Speaker {
  notice(view: NoticeView): void;
  explanation(view: ExplanationView): void;
  file(view: FileView): Promise<void>;
  /** A sentence, or the heading of a form. */
  say(text: string, kind?: "heading"): void;
  /** "Type a number: [1] Right [2] Wrong". */
  options(text: string, options: readonly Option[]): void;
  /** Asks for one line.
   * @returns null when none comes any more */
  ask(question: string): Promise<string | null>;
}
