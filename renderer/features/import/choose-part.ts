import { dialectChoiceSchema, type Dialect, type DialectChoice, type DialectPart } from '#shared/dialect.ts';
import { detected, empty, none, type PartChoice } from './dialect-parts.ts';

const without = (choice: DialectChoice, ...parts: readonly DialectPart[]): DialectChoice =>
  dialectChoiceSchema.parse(
    Object.fromEntries(Object.entries(choice).filter(([part]) => !parts.some((gone) => gone === part))),
  );

/** Parts that are set and taken back together with another. */
const together: Partial<Record<DialectPart, readonly DialectPart[]>> = {
  quote: ['escape'],
  header: ['headerLines'],
  nullMarker: ['moreNullMarkers'],
  // They are found together: 1.234,5.
  decimal: ['thousands'],
  thousands: ['decimal'],
  // How another format is laid out is another question.
  format: ['fields', 'sheet', 'delimiter', 'quote', 'escape', 'header', 'headerLines', 'comment', 'skipLines'],
};

/** The parts that a chip sets. */
const partsOf = (part: DialectPart): readonly DialectPart[] => [part, ...(together[part] ?? [])];

/** Whether a person set what a chip shows. */
export const isChosen = (choice: DialectChoice, part: DialectPart): boolean => choice[part] !== undefined;

/** The choice after one chip was set; `detected` takes it back. */
export function choosePart(
  choice: DialectChoice,
  part: PartChoice['part'],
  ids: readonly string[],
  { decimal, thousands }: Pick<Dialect, 'decimal' | 'thousands'>,
): DialectChoice {
  if (ids.includes(detected)) return without(choice, ...partsOf(part));
  const [id = ''] = ids;
  const before = part === 'format' || part === 'quote' ? without(choice, ...partsOf(part)) : choice;
  // The one of a pair that is not chosen stays as it is seen.
  const pair = part === 'decimal' || part === 'thousands' ? { decimal, thousands } : {};
  return dialectChoiceSchema.parse({ ...before, ...pair, ...setOf(part, id, ids, thousands) });
}

function setOf(
  part: PartChoice['part'],
  id: string,
  ids: readonly string[],
  thousands: string | null,
): Record<string, unknown> {
  const value = id === none ? null : id;
  switch (part) {
    case 'quote':
      // RFC 4180: a quote within quotes is written twice.
      return { quote: value, escape: value };
    case 'header':
      return value === null ? { header: false, headerLines: 1 } : { header: true, headerLines: Number(value) };
    case 'nullMarker': {
      const [nullMarker = '', ...moreNullMarkers] = ids.map((marker) => (marker === empty ? '' : marker));
      return { nullMarker, moreNullMarkers };
    }
    case 'trueWords':
    case 'falseWords':
      return { [part]: [...ids] };
    case 'skipLines':
      return { skipLines: Number(id) };
    case 'decimal':
      // What stands before fractions cannot part the thousands as well.
      return { decimal: id, thousands: thousands === id ? null : thousands };
    case 'format':
    case 'encoding':
    case 'delimiter':
    case 'escape':
    case 'thousands':
    case 'dateOrder':
    case 'comment':
    case 'sheet':
      return { [part]: value };
  }
}
