import { NotLinear, type AssertionTest, type CharacterTest, type PatternNode } from './pattern-node.ts';

/** Groups nest no deeper. */
const DEPTH_MAX = 200;

/**
 * Reads a JavaScript expression with the u flag (ECMA-262, 22.2.1) into its parts. What a single character may be is left to the
 * engine of the language itself, so that classes, properties and escapes mean here what they mean there.
 * @param source an expression that `new RegExp(source, 'u')` takes
 * @throws NotLinear
 */
export function parsePattern(source: string): PatternNode {
  return new PatternParser(source).parse();
}

class PatternParser {
  readonly #source: string;
  #at = 0;
  #depth = 0;
  /** Of i, m and s, those that hold here: `(?i:…)` sets them. */
  #flags = '';

  constructor(source: string) {
    this.#source = source;
  }

  parse(): PatternNode {
    const choices = [this.#sequence()];
    while (this.#take('|')) choices.push(this.#sequence());
    return choices.length === 1 && choices[0] !== undefined ? choices[0] : { kind: 'choice', parts: choices };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#sees(')')) parts.push(this.#term());
    return { kind: 'sequence', parts };
  }

  #term(): PatternNode {
    const holds = this.#assertion();
    return holds === null ? this.#repeated(this.#atom()) : { kind: 'assertion', holds };
  }

  #assertion(): AssertionTest | null {
    const byLine = this.#flags.includes('m');
    if (this.#take('^')) return (before) => before < 0 || (byLine && isLineEnd(before));
    if (this.#take('$')) return (_, behind) => behind < 0 || (byLine && isLineEnd(behind));
    const isWord = this.#sees('\\b') || this.#sees('\\B') ? characterTest('\\w', this.#flags) : null;
    if (isWord === null) return null;
    const atEdge: AssertionTest = (before, behind) =>
      (before >= 0 && isWord(before)) !== (behind >= 0 && isWord(behind));
    if (this.#take('\\b')) return atEdge;
    this.#take('\\B');
    return (before, behind) => !atEdge(before, behind);
  }

  #repeated(part: PatternNode): PatternNode {
    const [whole = '', sign, from, comma, to] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#rest()) ?? [];
    this.#at += whole.length;
    if (whole === '') return part;
    if (sign !== undefined)
      return { kind: 'repeat', part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const min = Number(from);
    return { kind: 'repeat', part, min, max: comma === '' ? min : to === '' ? Infinity : Number(to) };
  }

  #atom(): PatternNode {
    if (this.#sees('(')) return this.#group();
    const [atom = ''] = ATOM.exec(this.#rest()) ?? [];
    this.#at += atom.length;
    if (REFERENCE.test(atom)) throw new NotLinear('it refers back to a group');
    return { kind: 'character', accepts: characterTest(atom, this.#flags) };
  }

  #group(): PatternNode {
    const [opening = '(', look, add = '', remove = ''] = GROUP.exec(this.#rest()) ?? [];
    if (look !== undefined) throw new NotLinear(look.startsWith('<') ? 'it looks behind' : 'it looks ahead');
    this.#at += opening.length;
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new NotLinear(`its groups nest deeper than ${DEPTH_MAX}`);
    const outside = this.#flags;
    this.#flags = [...new Set(outside + add)].filter((flag) => !remove.includes(flag)).join('');
    const inside = this.parse();
    this.#flags = outside;
    this.#depth -= 1;
    this.#take(')');
    return inside;
  }

  #rest(): string {
    return this.#source.slice(this.#at);
  }

  #sees(sign: string): boolean {
    return this.#source.startsWith(sign, this.#at);
  }

  #take(sign: string): boolean {
    if (!this.#sees(sign)) return false;
    this.#at += sign.length;
    return true;
  }
}

/** What stands for one character: a class, an escape (half a pair of surrogates with the other half), or the character itself. */
const ATOM =
  /^(?:\[(?:\\[\s\S]|[^\\\]])*\]|\\u\{[^}]*\}|\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\c[a-z]|\\p\{[^}]*\}|\\k<[^>]*>|\\\d+|\\[\s\S]|[\s\S])/iu;
const REFERENCE = /^\\(?:k<|[1-9])/;
const GROUP = /^\((?:\?(?:(<?[=!])|<[^>]*>|([ims]*)(?:-([ims]*))?:))?/;

const isLineEnd = (codePoint: number): boolean =>
  codePoint === 0x0a || codePoint === 0x0d || codePoint === 0x2028 || codePoint === 0x2029;

/** Remembers what it answered, of the first 128 code points. */
function characterTest(atom: string, flags: string): CharacterTest {
  const expression = new RegExp(`^(?:${atom})$`, `${flags.replace('m', '')}u`);
  const answers: boolean[] = [];
  return (codePoint) => {
    const known = codePoint < 128 ? answers[codePoint] : undefined;
    if (known !== undefined) return known;
    const answer = expression.test(String.fromCodePoint(codePoint));
    if (codePoint < 128) answers[codePoint] = answer;
    return answer;
  };
}
