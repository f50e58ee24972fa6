/**
 * What every column of the store holds, by the sentence of the privacy policy that names it. A test compares this list with the tables: a
 * new column fails it until it is here, and a new sentence until every language has it.
 */

/** The sentences, in the order in which the policy says them. "technical" has none: it says nothing about a person. */
export const KEPT_SENTENCES = [
  "text",
  "asker",
  "author",
  "place",
  "answer",
  "feedback",
  "contest",
  "review",
  "commands",
  "accepted",
  "learned",
  "counts",
  "groups",
  "groupAlerts",
  "askTimes",
  "retractions",
  "optOut",
] as const;

type KeptSentence = (typeof KEPT_SENTENCES)[number];

const list = (sentence: KeptSentence | "technical", names: string) =>
  Object.fromEntries(names.split(" ").map((name) => [name, sentence]));

/** Sentence by table and column. */
export const KEPT_COLUMNS: Readonly<Record<string, Readonly<Record<string, KeptSentence | "technical">>>> = {
  asks: {
    ...list(
      "text",
      "text command settings locale command_version version_state compares created_at expires_at",
    ),
    ...list("asker", "platform workspace person_id person_name interaction_id"),
    ...list("author", "author_workspace author_id author_name"),
    ...list("place", "channel place receipt delivered_at"),
    ...list("answer", "answer failure_code answered_at"),
    ...list("technical", "id seq"),
  },
  presses: list("asker", "platform interaction_id ask_id workspace person_id"),
  ratings: list("feedback", "ask_id platform workspace person_id person_name value reason created_at"),
  overrides: {
    ...list(
      "feedback",
      "ask_id platform workspace person_id person_name value reason may_reuse created_at withdrawn_at",
    ),
    ...list("technical", "id seq"),
  },
  preferences: list(
    "feedback",
    "ask_id platform workspace person_id person_name preferred draft live created_at",
  ),
  contests: list(
    "contest",
    "ask_id platform workspace person_id person_name reason created_at outcome label decided_at reviewer_platform reviewer_workspace reviewer_id reviewer_name",
  ),
  spot_checks: list(
    "review",
    "ask_id label decided_at reviewer_platform reviewer_workspace reviewer_id reviewer_name",
  ),
  correction_reviews: list(
    "review",
    "override_id ask_id decision decided_at reviewer_platform reviewer_workspace reviewer_id reviewer_name",
  ),
  command_versions: {
    ...list(
      "commands",
      "name number state platform workspace channel source note author_platform author_workspace author_id author_name created_at",
    ),
    ...list("technical", "id file_revision replaced of_reviews"),
  },
  command_events: {
    ...list(
      "commands",
      "name number action platform workspace channel person_platform person_workspace person_id person_name note at",
    ),
    ...list("technical", "seq"),
  },
  heads: {
    ...list("learned", "weights measured rows labels"),
    ...list(
      "technical",
      "id name number state platform workspace channel model prompt_digest created_at claimed_until",
    ),
  },
  kept_answers: {
    ...list("learned", "kept"),
    ...list("technical", "name platform workspace channel model revision since"),
  },
  accepted_texts: list("accepted", "id name platform workspace channel text member noted_at erased_at"),
  runs: {
    ...list("commands", "kind command version against request report started_at ended_at"),
    ...list("technical", "id revision model head state done total failure passed holder claimed_until"),
  },
  rollups: list(
    "counts",
    "day command format level platform workspace version revision model has_head counts spread checks",
  ),
  rollup_changes: list("technical", "seq day command"),
  rollup_jobs: list(
    "technical",
    "unit version wanted taken attempt orphaned is_held seen_at created_at due_at",
  ),
  group_members: list("groups", "member source place name noted_at"),
  group_alerts: {
    ...list(
      "groupAlerts",
      "week source name command measure platform channel locale receipt created_at ended_at",
    ),
    ...list("technical", "id attempt claimed_until"),
  },
  ask_times: list("askTimes", "platform workspace person_id times"),
  retractions: {
    ...list("retractions", "ask_id platform channel place command locale receipt"),
    ...list("technical", "attempt created_at due_at is_held orphaned seen_at taken version wanted"),
  },
  opt_outs: list("optOut", "platform workspace person_id"),
  jobs: list(
    "technical",
    "ask_id version about wanted taken attempt orphaned is_held seen_at created_at due_at",
  ),
  settings: list("technical", "key value"),
};
