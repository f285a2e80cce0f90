import { type Ambiguity, type Dialect, type DialectChoice } from '#shared/dialect.ts';
import { fault, type FaultError } from '#shared/fault.ts';

/** The option of each part of a dialect that a question may be about. */
const flagOf: Readonly<Partial<Record<keyof DialectChoice, string>>> = {
  dateOrder: '--dates',
  decimal: '--decimal',
  thousands: '--thousands',
  encoding: '--encoding',
};

/** What to write on the command line to choose an answer: `--decimal , --thousands .`. */
function flagsOf(choice: DialectChoice): string {
  const flags = Object.entries(flagOf).flatMap(([part, flag]) => {
    const value = choice[part as keyof DialectChoice];
    if (value === undefined) return [];
    return [`${flag} ${value === null ? 'none' : String(value)}`];
  });
  return flags.join(' ');
}

/** The answer by which the file is read as long as nobody says more; null: the dialect is none of them. */
const heldAnswer = ({ options }: Ambiguity, dialect: Dialect): Ambiguity['options'][number] | null =>
  options.find(({ choice }) =>
    Object.entries(choice).every(
      ([part, value]) => JSON.stringify(dialect[part as keyof Dialect]) === JSON.stringify(value),
    ),
  ) ?? null;

/** How a file is read while a question about it is open, in words. */
const guessOf = (ambiguity: Ambiguity, dialect: Dialect): string => {
  const held = heldAnswer(ambiguity, dialect);
  return held === null ? `${ambiguity.part} ${String(dialect[ambiguity.part])}` : `“${held.label}”`;
};

/** The Fault of a file that can be read in more than one way: it names the option of each answer. */
export const ambiguousFault = (ambiguity: Ambiguity, dialect: Dialect): FaultError =>
  fault('source.ambiguous', {
    sentence: ambiguity.sentence,
    options: ambiguity.options.map(({ label, choice }) => `${flagsOf(choice)} for “${label}”`).join(', or '),
    guess: guessOf(ambiguity, dialect),
  });

/** What a person should know who lets the command guess. */
export const guessWords = (ambiguity: Ambiguity, dialect: Dialect): string =>
  `${ambiguity.sentence} Read as ${guessOf(ambiguity, dialect)}.`;
