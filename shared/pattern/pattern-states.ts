import { NotLinear, type AssertionTest, type CharacterTest, type PatternNode } from './pattern-node.ts';

/** A pattern with more is not run: the time for one character grows with them. */
const STATES_MAX = 2000;

/** A place in a pattern, and where the text leads from it. */
export type PatternState =
  | { readonly kind: 'character'; readonly accepts: CharacterTest; readonly next: number }
  | { readonly kind: 'assertion'; readonly holds: AssertionTest; readonly next: number }
  | { readonly kind: 'fork'; readonly nexts: readonly number[] }
  | { readonly kind: 'end' };

/** All places in a pattern; a state is named by its number. */
export interface PatternStates {
  readonly states: readonly PatternState[];
  readonly start: number;
  /** A code point that no assertion of the pattern can tell from another, if both stand before a place. */
  sameBefore(codePoint: number): number;
}

/**
 * The states of a pattern (Thompson, "Regular expression search algorithm", 1968); repeats are unfolded.
 * @throws NotLinear
 */
export function patternStates(pattern: PatternNode): PatternStates {
  const builder = new StateBuilder();
  const start = builder.build(pattern, builder.add({ kind: 'end' }));
  const { states } = builder;
  const asserts = states.some(({ kind }) => kind === 'assertion');
  return { states, start, sameBefore: asserts ? sameBefore : () => -1 };
}

/** Assertions ask for line ends and for the characters of words; two more characters are some of these where case is ignored. */
function sameBefore(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  if (/\w/u.test(character)) return 0x61;
  if (/\w/iu.test(character)) return 0x17f;
  return /[\n\r\u2028\u2029]/u.test(character) ? 0x0a : 0x20;
}

class StateBuilder {
  readonly states: PatternState[] = [];
  /** Copies of a part that is empty make no state, and take time too. */
  #copies = 0;

  add(state: PatternState): number {
    this.states.push(state);
    this.#limit();
    return this.states.length - 1;
  }

  /** @returns the state that stands before a part which leads to `next` */
  build(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'character':
        return this.add({ kind: 'character', accepts: node.accepts, next });
      case 'assertion':
        return this.add({ kind: 'assertion', holds: node.holds, next });
      case 'sequence':
        return node.parts.reduceRight((behind, part) => this.build(part, behind), next);
      case 'choice':
        return this.add({ kind: 'fork', nexts: node.parts.map((part) => this.build(part, next)) });
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #repeat({ part, min, max }: Extract<PatternNode, { kind: 'repeat' }>, next: number): number {
    let at = max === Infinity ? this.#loop(part, next) : next;
    for (let copy = min; copy < max && max !== Infinity; copy += 1) {
      at = this.add({ kind: 'fork', nexts: [this.build(part, at), next] });
    }
    for (let copy = 0; copy < min; copy += 1) {
      at = this.build(part, at);
      this.#copies += 1;
      this.#limit();
    }
    return at;
  }

  #loop(part: PatternNode, next: number): number {
    const nexts = [next];
    const fork = this.add({ kind: 'fork', nexts });
    nexts.push(this.build(part, fork));
    return fork;
  }

  #limit(): void {
    if (this.states.length + this.#copies > STATES_MAX) {
      throw new NotLinear(`it has more than ${STATES_MAX.toLocaleString('en')} steps, its repeats unfolded`);
    }
  }
}
