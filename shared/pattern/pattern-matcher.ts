import type { PatternStates } from './pattern-states.ts';

/** Moves that are remembered; with more, all are forgotten. */
const MOVES_MAX = 20_000;
/** A place of more states is not remembered: to find it again would take longer than to make it. */
const REMEMBERED_STATES_MAX = 64;

/** All states that a text may have led to so far, and what it ended with. */
interface Place {
  readonly states: readonly number[];
  readonly before: number;
  /** Where the next code point leads; of the first 128 by number. */
  readonly ascii: (Place | true)[];
  readonly others: Map<number, Place | true>;
}

/**
 * Runs a text through all ways of a pattern at once, so that the time grows with the length of the text and never with the number
 * of the ways. Places that were reached once are remembered, as an automaton that is made while it runs.
 */
export class PatternMatcher {
  readonly #pattern: PatternStates;
  readonly #places = new Map<string, Place>();
  #moves = 0;
  #first: Place;
  /** By state: the round in which it was reached last. */
  readonly #reached: Int32Array;
  #round = 0;

  constructor(pattern: PatternStates) {
    this.#pattern = pattern;
    this.#reached = new Int32Array(pattern.states.length);
    this.#first = this.#place([pattern.start], -1);
  }

  /** Whether the pattern matches somewhere in a text. */
  test(text: string): boolean {
    let place = this.#first;
    for (let at = 0; at < text.length;) {
      const codePoint = text.codePointAt(at) ?? 0;
      at += codePoint > 0xffff ? 2 : 1;
      const known = codePoint < 128 ? place.ascii[codePoint] : place.others.get(codePoint);
      const next = known ?? this.#move(place, codePoint);
      if (next === true) return true;
      place = next;
    }
    return this.#around(place, -1) === true;
  }

  /** Where a code point leads from a place; true: the pattern matched before it. */
  #move(place: Place, codePoint: number): Place | true {
    const around = this.#around(place, codePoint);
    const next = around === true ? true : this.#step(around, codePoint);
    if (next !== true && next.states.length > REMEMBERED_STATES_MAX) return next;
    if (codePoint < 128) place.ascii[codePoint] = next;
    else place.others.set(codePoint, next);
    this.#moves += 1;
    if (this.#moves > MOVES_MAX) this.#forget();
    return next;
  }

  /** The states reached without another character; true: the end is one of them. */
  #around({ states, before }: Place, behind: number): readonly number[] | true {
    const reached: number[] = [];
    const open = [...states];
    this.#startRound();
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (!this.#isNew(number)) continue;
      const state = this.#pattern.states[number];
      switch (state?.kind) {
        case 'end':
          return true;
        case 'character':
          reached.push(number);
          break;
        case 'assertion':
          if (state.holds(before, behind)) open.push(state.next);
          break;
        case 'fork':
          open.push(...state.nexts);
          break;
        case undefined:
          break;
      }
    }
    return reached;
  }

  #step(around: readonly number[], codePoint: number): Place {
    this.#startRound();
    // A match may also begin behind this character.
    const nexts = [this.#pattern.start];
    this.#isNew(this.#pattern.start);
    for (const number of around) {
      const state = this.#pattern.states[number];
      if (state?.kind === 'character' && state.accepts(codePoint) && this.#isNew(state.next)) nexts.push(state.next);
    }
    return this.#place(nexts, this.#pattern.sameBefore(codePoint));
  }

  #startRound(): void {
    this.#round += 1;
    if (this.#round < 0x7fff_ffff) return;
    this.#reached.fill(0);
    this.#round = 1;
  }

  /** Whether a state is reached in this round for the first time. */
  #isNew(number: number): boolean {
    if (this.#reached[number] === this.#round) return false;
    this.#reached[number] = this.#round;
    return true;
  }

  #place(states: readonly number[], before: number): Place {
    const made: Place = { states, before, ascii: [], others: new Map() };
    if (states.length > REMEMBERED_STATES_MAX) return made;
    const key = `${before}:${states.join(',')}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, made);
    return made;
  }

  #forget(): void {
    this.#places.clear();
    this.#moves = 0;
    this.#first = this.#place([this.#pattern.start], -1);
  }
}
