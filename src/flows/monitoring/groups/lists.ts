/** The groups that a team watches, as its lists have them. */

interface Named {
  /** Unique in its list, at most 75 characters. */
  readonly name: string;
  /** Names for people by tag of their language; `name` where a language has none. */
  readonly names: Readonly<Record<string, string>>;
}

/** Texts that are about people of a group. */
export interface TextGroup extends Named {
  /** Words that a text is looked through for. `_` is any of the usual words for a person. */
  readonly terms: readonly string[];
}

/** A group that people may say they belong to. */
export type DeclaredGroup = Named;

/** A group that an admin has made on a platform. */
export interface MappedGroup extends Named {
  /** Ids of user groups of Slack. */
  readonly slack: readonly string[];
  /** Ids of roles of Discord. */
  readonly discord: readonly string[];
}

export interface GroupLists {
  readonly texts: readonly TextGroup[];
  readonly declared: readonly DeclaredGroup[];
  readonly mapped: readonly MappedGroup[];
}

/** The lists of the sources that are on; the others are empty. */
export type GroupsInForce = Pick<GroupLists, "declared" | "mapped">;

/** The name of a group in somebody's language. */
export const titleOf = ({ name, names }: Named, locale: string) => names[locale] ?? name;
