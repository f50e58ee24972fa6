/** A dashboard as people see it, platform-free: charts with their tables, and what else is known. Worded for one reader. */

export interface FigureView {
  readonly title: string;
  /** The table of its figures; the first column names the rows. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of its files, without an ending: "accuracy". */
  readonly name: string;
  /** What is counted, how many, and what the intervals are. */
  readonly note: string;
  /** Null where there is nothing to draw. */
  readonly svg: string | null;
  /** The same as a file: numbers that nobody has rounded. */
  readonly csv: string;
}

export interface FigureSection {
  readonly heading: string;
  /** What to know before reading it. */
  readonly about: string;
  readonly figures: readonly FigureView[];
}

/** An ask with its text, which its people let others see. */
export interface SeenAskView {
  readonly askedAt: string;
  readonly command: string;
  readonly place: string;
  readonly text: string;
}

export interface FailureView extends SeenAskView {
  /** The words that people saw. */
  readonly reason: string;
}

export interface WrongAnswerView extends SeenAskView {
  readonly given: string;
  readonly expected: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface DashboardView {
  /** How fresh the figures are, and what waits. */
  readonly status: readonly string[];
  /** What there is to filter by. */
  readonly commands: readonly string[];
  readonly platforms: readonly string[];
  readonly workspaces: readonly string[];
  /** Of the command that is shown, the one that was used last first; empty where none is. */
  readonly versions: readonly Choice[];
  /** The version that the figures of spot checks are of; null for none. */
  readonly version: string | null;
  /** When versions, classifier heads and models changed, as the charts number it. */
  readonly changes: readonly string[];
  readonly sections: readonly FigureSection[];
  readonly failures: readonly FailureView[];
  /** What spot checks found wrong. */
  readonly wrong: readonly WrongAnswerView[];
}
