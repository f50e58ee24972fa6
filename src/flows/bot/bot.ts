/** The bot as platforms, the page and the terminal see it: every action of the flows, with its ports. */

import type { AskRecord, Person, PlatformName } from "../../core/ask.ts";
import type { CommandPlace } from "../../core/command/saved-command.ts";
import type { MenuEntry } from "../../core/views/menu.ts";
import type { MessageView, NoticeView, Waiting } from "../../core/views/view.ts";
import type { ModelStatus } from "../asks/answer/known-model.ts";
import type { Editor } from "../commands/editor/editor.ts";
import type { Measure } from "../monitoring/measure/measure.ts";
import type { Commands } from "../ports/commands.ts";
import type { Change } from "../ports/store.ts";
import type { ListDecision, ReviewList } from "../review/list.ts";
import type { Actor, Intent } from "./intents.ts";
import type { Outcome } from "./outcome.ts";
import type { Meaning, Typed } from "./read-text.ts";

/** For whom an ask is shown. */
export interface Reader {
  /** BCP 47 tag. */
  readonly locale: string;
  /** Set where each reader gets a view of their own. */
  readonly person?: Person;
  /** What an unanswered ask waits for, where the platform knows. */
  readonly waiting?: Waiting | null;
}

export interface Bot {
  readonly commands: Commands;
  /** What is known of the model now. */
  modelStatus(): ModelStatus;
  /** The commands of a place as a menu, those for everywhere where it is left out: what the present model does poorly is marked and last. */
  menu(place?: CommandPlace): readonly MenuEntry[];
  /** Names of the commands of which something is saved that can be seen in a place, in alphabetical order. */
  savedNames(place: CommandPlace): Promise<readonly string[]>;
  /** Calls back after the commands or what is known of the model changed. Returns how to stop. */
  onMenuChange(listener: () => void): () => void;
  /** Does what a person wants. An ask is stored with its job and answered later, by `Platform.deliver`.
   * @returns an accepted ask, or what to show to the person who acted
   * @throws {BotError} STORE_* when the store can't be reached */
  handle(intent: Intent, actor: Actor): Promise<Outcome>;
  /** Why a person may not see the pages for admins; null where they may. */
  refuseAdmin(actor: Actor): Promise<NoticeView | null>;
  /** What waits for a person's review; null where nothing does, and for whoever may not review.
   * @throws {BotError} STORE_* ; PLATFORM_* when what the person may can't be asked now */
  nextReview(actor: Actor): Promise<NoticeView | null>;
  /** All that waits for a person's review, with the figures; a refusal for whoever may not review. */
  reviews(actor: Actor): Promise<ReviewList | NoticeView>;
  /** Decides one thing of that list, and says what became of it. */
  decideReview(decision: ListDecision, actor: Actor): Promise<NoticeView>;
  /** What a text means where it was written: an ask, or one of the words that Fewshot itself answers. */
  read(typed: string, how: Typed, place: CommandPlace): Meaning;
  /** The editor of commands, for platforms that offer one. */
  readonly editor: Editor;
  /** Audits and insights, for whoever may publish. */
  readonly measure: Measure;
  /** What people see of a record. */
  message(record: AskRecord, reader: Reader): MessageView;
  /** One record, if it is visible in that channel. */
  find(askId: string, place: { platform: PlatformName; channel: string }): Promise<AskRecord | null>;
  /** Where an ask was made; null when it is not known any more. */
  placeOf(askId: string): Promise<{ platform: PlatformName; channel: string } | null>;
  /** The newest asks of a channel, oldest first. */
  recent(place: {
    platform: PlatformName;
    channel: string;
    limit: number;
    before?: string;
  }): Promise<readonly AskRecord[]>;
  /** Calls back with the id of every ask that changed. Returns how to stop. */
  watch(listener: (change: Change) => void): () => void;
}
