/** What people do, free of any platform; and what a button or a form means. The same on every platform. */

import type { AskSettings, Json, Person, Preferred, RatingValue } from "../../core/ask.ts";
import { readVersionName } from "../../core/command/saved-command.ts";
import { FIELDS } from "../../core/views/forms/forms.ts";
import type { FormName, FormValues, Press } from "../../core/views/view.ts";
import type { EditIntent } from "../commands/versions/edit.ts";
import type { Standing } from "../commands/versions/rights.ts";
import type { AddOtherIntent, SaveIntent, SaveSourceIntent } from "../commands/versions/save-edit.ts";
import type { BadVersionIntent, UnnamedIntent, VersionsIntent } from "../commands/versions/words.ts";
import { type GroupsIntent, readGroupsForm } from "../monitoring/groups/declare-intents.ts";
import type { InsightsIntent } from "../monitoring/measure/notice.ts";
import type { ContestIntent } from "../review/contest.ts";
import { type ReviewIntent, readCheckForm, readReviewPress } from "../review/intents.ts";

export type PrivacyRequest = "opt-out" | "opt-in" | "export" | "erase";

/** Who acts, and where. */
export interface Actor {
  /** The platform's own id of the interaction: the same id twice is one act. */
  readonly interactionId: string;
  readonly person: Person;
  /** The channel it was done in. An answer may only be acted on where it is visible. */
  readonly channel: string;
  /** BCP 47 tag of the person's language. */
  readonly locale: string;
  /** What the person is there, by the platform's own word; asked only where it matters. "member" where it is left out.
   * @throws {BotError} PLATFORM_* when the platform can't say it now (from the promise) */
  readonly standing?: () => Promise<Standing>;
  /** Ids of the platform's own groups that the person is in: roles, user groups. Null where the platform does not say it now; left out where it
   * has none. Asked only where such groups are mapped. */
  readonly groupIds?: () => Promise<readonly string[] | null>;
}

export interface AskIntent {
  readonly kind: "ask";
  /** Without the slash. */
  readonly command: string;
  readonly text: string;
  readonly settings?: AskSettings;
  /** The saved version to try, or the newest draft that can be seen there; null or left out for what is in force. */
  readonly version?: number | "draft" | null;
  /** Whether what is in force there answers as well. */
  readonly compares?: boolean;
  /** Who wrote the text, where that is somebody else; null when the asker wrote it. */
  readonly author: Person | null;
  /** Who else has a part in the text, e.g. whoever forwarded it. Their opt-outs hold as well. */
  readonly others?: readonly Person[];
  /** What the platform needs to answer there. Only the platform reads it. */
  readonly native: Json;
}

export type Intent =
  | AskIntent
  /** `reason` is left out by a press on a button: a reason given before is kept. */
  | {
      readonly kind: "rate";
      readonly askId: string;
      readonly value: RatingValue;
      readonly reason?: string | null;
    }
  /** Asks for the form of an override. */
  | { readonly kind: "open-override"; readonly askId: string }
  | {
      readonly kind: "override";
      readonly askId: string;
      readonly value: string;
      readonly reason: string | null;
      readonly mayReuse: boolean;
    }
  | { readonly kind: "withdraw"; readonly askId: string; readonly overrideId: string }
  | { readonly kind: "explain"; readonly askId: string }
  /** Says which of two compared answers is the better one. */
  | { readonly kind: "prefer"; readonly askId: string; readonly preferred: Preferred }
  /** Asks for the form that chooses a command for somebody's message. */
  | { readonly kind: "choose-command" }
  /** All commands, or how one is used. */
  | { readonly kind: "help"; readonly command: string | null }
  | { readonly kind: "commands" }
  | VersionsIntent
  | UnnamedIntent
  | BadVersionIntent
  | EditIntent
  | SaveIntent
  | SaveSourceIntent
  | AddOtherIntent
  | ReviewIntent
  | GroupsIntent
  | ContestIntent
  | InsightsIntent
  /** What is kept of a person, or a request about it. An unconfirmed one is answered with the question. */
  | {
      readonly kind: "privacy";
      readonly request: PrivacyRequest | null;
      readonly isConfirmed: boolean;
    };

/** What a button means. */
export function intentOfPress(press: Press): Intent {
  const { name, askId, rest } = press;
  switch (name) {
    case "right":
    case "wrong":
      return { kind: "rate", askId, value: name };
    case "override":
      return { kind: "open-override", askId };
    case "why":
      return { kind: "explain", askId };
    case "withdraw":
      return { kind: "withdraw", askId, overrideId: rest };
    case "opt-out":
    case "erase":
      return { kind: "privacy", request: name, isConfirmed: false };
    case "opt-out-now":
      return { kind: "privacy", request: "opt-out", isConfirmed: true };
    case "erase-now":
      return { kind: "privacy", request: "erase", isConfirmed: true };
    case "draft-settings":
      return { kind: "edit-command", subject: rest, page: "command-settings" };
    case "draft-other":
      return { kind: "add-other", subject: rest };
    case "draft-back":
      return { kind: "versions", action: "back", ...readSubject(rest) };
    case "draft-publish":
      return { kind: "versions", action: "publish", ...readSubject(rest) };
    case "draft-publish-now":
    case "draft-publish-anyway":
    case "draft-publish-again":
      return {
        ...{ kind: "versions", action: "publish" },
        ...readSubject(rest),
        step: PUBLISH_STEPS[name],
      };
    case "prefer-draft":
    case "prefer-live":
      return { kind: "prefer", askId, preferred: name === "prefer-draft" ? "draft" : "live" };
    case "groups":
      return { kind: "open-groups" };
    case "decisions":
      return { kind: "decisions" };
    case "record":
      return { kind: "record", askId };
    case "contest":
      return { kind: "open-contest", askId };
    case "opt-in":
    case "export":
      return { kind: "privacy", request: name, isConfirmed: true };
    default:
      return readReviewPress(name, press);
  }
}

const PUBLISH_STEPS = {
  "draft-publish-now": "now",
  "draft-publish-anyway": "anyway",
  "draft-publish-again": "again",
} as const;

/** "triage@3", "triage@3.everywhere", "triage@3.workspace.2". */
function readSubject(rest: string): Pick<VersionsIntent, "name" | "number" | "scope" | "seen"> {
  const [version = "", where, seen] = rest.split(".");
  const { name = null, number = null } = readVersionName(version) ?? {};
  const scope = where === "everywhere" || where === "channel" ? where : "workspace";
  return {
    name,
    number,
    scope,
    ...(seen !== undefined && /^\d{1,9}$/.test(seen) ? { seen: Number(seen) } : {}),
  };
}

/** What a filled-in form about an answer or a command means. The command of "choose-command" becomes an ask of the platform's own making:
 * only the platform has the message. */
export function intentOfForm(
  form: Exclude<FormName, "choose-command">,
  askId: string,
  values: FormValues,
): Intent {
  if (form === "command" || form === "command-settings")
    return { kind: "save-command", subject: askId, values };
  const text = (id: string) => {
    const value = values[id];
    return typeof value === "string" && value !== "" ? value : null;
  };
  if (form === "groups") return readGroupsForm(text(FIELDS.groups));
  if (form === "review-label") return readCheckForm(askId, text(FIELDS.value));
  if (form === "contest-label") return readCheckForm(askId, text(FIELDS.value), "decide-contest");
  const reason = text(FIELDS.reason);
  if (form === "contest") return { kind: "contest", askId, reason };
  if (form === "reason") return { kind: "rate", askId, value: "wrong", reason };
  const mayReuse = values[FIELDS.consent] === true;
  return { kind: "override", askId, value: text(FIELDS.value) ?? "", reason, mayReuse };
}
