/**
 * Whether the count of a set follows from others by adding and subtracting. Whoever reads figures knows the counts of the parts and of the
 * groups that are shown; a set whose indicator is a linear combination of theirs is known as well. Linear algebra over a prime field. Pure.
 */

/** Below 2 to the power of 26, so that products stay exact. What follows over the rational numbers follows here as well. */
const PRIME = 67_108_859;

/** Asks that no figure tells apart: in the same part, and in the same groups. */
export interface Place {
  /** Of which the total is known; each place is in one. */
  readonly part: number;
  readonly groups: ReadonlySet<number>;
}

/** A set of places, by their numbers, without repetition. */
export type PlaceSet = readonly number[];

export interface Span {
  /** Whether the count of a set is known. Where it is not, the answer is "yes" once in 10^15. */
  has(set: PlaceSet): boolean;
  /** The groups of the span without any of which a set that it has would not be known. */
  neededFor(set: PlaceSet): ReadonlySet<number>;
}

/** @returns makes the span of all parts and of some groups */
export function createSpans(places: readonly Place[]): (groups: readonly number[]) => Span {
  const parts = [...Map.groupBy(places.keys(), (at) => (places[at] as Place).part).values()];
  // Counts of parts are known: within a part, what is left to know is how places differ from one of them.
  const firstOf = parts.map((own) => own.find((at) => places[at]?.groups.size === 0) ?? (own[0] as number));
  const first = new Map(parts.flatMap((own, part) => own.map((at) => [at, firstOf[part] as number])));
  const groupsOf = (at: number) => [...(places[at]?.groups ?? [])].sort((a, b) => a - b).join();
  /** Places that differ from the first of their part in the same way. */
  const columns = [
    ...Map.groupBy(
      [...places.keys()].filter((at) => first.get(at) !== at),
      (at) => `${groupsOf(at)} ${groupsOf(first.get(at) as number)}`,
    ).values(),
  ];
  const heads = columns.map(([at]) => [at as number, first.get(at as number) as number] as const);
  const differenceOf = (isIn: (at: number) => boolean) =>
    heads.map(([at, other]) => modulo(Number(isIn(at)) - Number(isIn(other))));

  return (groups) => {
    const { rows, relations } = reduce(
      groups.map((group) => differenceOf((at) => places[at]?.groups.has(group) ?? false)),
    );
    /** A weight for each place, at random, by which the parts and the groups add up to 0: so does all that follows from them. */
    const draw = () => {
      const weights = new Array<number>(places.length).fill(0);
      const sums = drawZeros(rows, columns.length);
      for (const [column, own] of columns.entries()) {
        let rest = sums[column] as number;
        for (const at of own.slice(1)) {
          const weight = random();
          weights[at] = weight;
          rest = modulo(rest - weight);
        }
        weights[own[0] as number] = rest;
      }
      for (const [part, own] of parts.entries()) {
        const sum = own.reduce((all, at) => all + (weights[at] as number), 0);
        weights[firstOf[part] as number] = modulo(-sum);
      }
      return weights;
    };
    const witnesses = [draw(), draw()];
    return {
      has: (set) =>
        witnesses.every((weights) => set.reduce((sum, at) => sum + (weights[at] as number), 0) % PRIME === 0),
      neededFor(set) {
        const members = new Set(set);
        const wanted = differenceOf((at) => members.has(at));
        const shares = groups.map((_group, index) =>
          rows.reduce(
            (sum, { lead, from }) => modulo(sum + (wanted[lead] as number) * (from[index] as number)),
            0,
          ),
        );
        return new Set(
          groups.filter((_group, index) => shares[index] !== 0 && relations.every((row) => row[index] === 0)),
        );
      },
    };
  };
}

interface Reduced {
  /** The first place that is not zero, where it is 1, and where all other rows are 0. */
  readonly lead: number;
  readonly row: readonly number[];
  /** How often each of the given rows is in it. */
  readonly from: readonly number[];
}

/** Reduced row echelon form.
 * @returns also the ways to make nothing of the given rows */
function reduce(given: readonly (readonly number[])[]): {
  rows: readonly Reduced[];
  relations: readonly (readonly number[])[];
} {
  let rows: Reduced[] = [];
  const relations: (readonly number[])[] = [];
  for (const [index, vector] of given.entries()) {
    let row: readonly number[] = vector;
    let from: readonly number[] = given.map((_row, other) => Number(other === index));
    for (const done of rows) {
      const factor = row[done.lead] as number;
      row = subtract(row, factor, done.row);
      from = subtract(from, factor, done.from);
    }
    const lead = row.findIndex((value) => value !== 0);
    if (lead === -1) {
      relations.push(from);
      continue;
    }
    const inverse = power(row[lead] as number, PRIME - 2);
    const scaled = { lead, row: scale(row, inverse), from: scale(from, inverse) };
    rows = rows.map((done) => {
      const factor = done.row[lead] as number;
      return {
        lead: done.lead,
        row: subtract(done.row, factor, scaled.row),
        from: subtract(done.from, factor, scaled.from),
      };
    });
    rows.push(scaled);
  }
  return { rows, relations };
}

/** Values at random that each of the rows makes 0 of. */
function drawZeros(rows: readonly Reduced[], length: number): number[] {
  const leads = new Set(rows.map(({ lead }) => lead));
  const values = Array.from({ length }, (_, at) => (leads.has(at) ? 0 : random()));
  const free = [...values];
  for (const { lead, row } of rows)
    values[lead] = modulo(-row.reduce((sum, value, at) => (sum + value * (free[at] as number)) % PRIME, 0));
  return values;
}

const random = () => Math.floor(Math.random() * PRIME);
const modulo = (value: number) => ((value % PRIME) + PRIME) % PRIME;
const scale = (row: readonly number[], factor: number) => row.map((value) => (value * factor) % PRIME);

function subtract(row: readonly number[], factor: number, other: readonly number[]): readonly number[] {
  if (factor === 0) return row;
  return row.map((value, at) => (value + (PRIME - factor) * (other[at] as number)) % PRIME);
}

function power(base: number, exponent: number): number {
  let [result, square, left] = [1, base, exponent];
  for (; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
