/** The card of a command as people read it, platform-free. */

export interface CardTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The same as a chart; left out where there is none. */
  readonly svg?: string | undefined;
}

export interface CardSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly CardTable[];
}

export interface CardView {
  /** Without the slash. */
  readonly command: string;
  /** Tag of the language that it is written in. */
  readonly language: string;
  readonly sections: readonly CardSection[];
  /** The same as a file. */
  readonly markdown: string;
}
