import type { Reject, RejectState, TypedFields } from '#shared/reject.ts';

/** The fields of a row as they stand now: as they were typed, or as they came. */
export const fieldsNow = ({ fix, fields }: Pick<Reject, 'fix' | 'fields'>): TypedFields => fix?.fields ?? fields;

/** What is wrong with a row now. */
export const errorsNow = ({ fix, errors }: Pick<Reject, 'fix' | 'errors'>): Reject['errors'] => fix?.errors ?? errors;

/** The fields with another text in one of them; a row that is too short is filled up to there with what has no value. */
export const withField = (fields: TypedFields, at: number, text: string): TypedFields =>
  Array.from({ length: Math.max(fields.length, at + 1) }, (_, index) =>
    index === at ? text : (fields[index] ?? null),
  );

/** The fields with a place for one more, at `at`; all from there on go one to the right. */
export const withPlaceAt = (fields: TypedFields, at: number): TypedFields => [
  ...fields.slice(0, at),
  null,
  ...fields.slice(at),
];

/** Whether a row has more or fewer fields than its table takes, as it stands now. */
export const hasWrongWidth = (reject: Pick<Reject, 'fix' | 'errors'>): boolean =>
  errorsNow(reject).some(({ code }) => code === 'fields.tooFew' || code === 'fields.tooMany');

/** Whether a row is one that still wants work: those that were set aside or sent are not asked about any more. */
export const isOpen = ({ state }: Pick<Reject, 'state'>): boolean => state === 'open';

const words: Readonly<Record<RejectState, string>> = {
  open: 'Open',
  fixed: 'Fixed',
  aside: 'Set aside',
  loaded: 'Loaded',
};

/** The word of a state, as facets show it. */
export const stateWord = (state: RejectState): string => words[state];
