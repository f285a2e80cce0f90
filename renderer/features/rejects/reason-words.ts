import type { ReasonCount, RejectCode } from '#shared/reject.ts';

/** A reason that several rows share, in words that hold for each of them: the part to read first, and the rest. */
export interface ReasonPhrase {
  readonly strong: string;
  readonly rest: string;
}

const labels: Readonly<Record<RejectCode, string>> = {
  encoding: 'Not text',
  'record.tooLong': 'Record too long',
  'record.invalid': 'Not a JSON object',
  'key.unknown': 'Unknown key',
  'key.twice': 'Key twice',
  'quote.invalid': 'Quote out of place',
  'fields.tooFew': 'Too few fields',
  'fields.tooMany': 'Too many fields',
  required: 'Required, empty',
  'type.integer': 'Not a whole number',
  'type.number': 'Not a number',
  'type.boolean': 'Not true or false',
  'type.date': 'Not a date',
  'type.timestamp': 'Not a date and time',
  'type.uuid': 'Not a UUID',
  'type.json': 'Not JSON',
  'type.string': 'Not a JSON string',
  'type.text': 'Not storable as text',
  'type.other': 'Not of the column’s type',
  length: 'Too long',
  pattern: 'Not of the form asked for',
  range: 'Out of range',
  oneOf: 'Not in the list',
  'duplicate.inFile': 'Twice in the file',
  'duplicate.inTable': 'In the table already',
  'reference.missing': 'No such parent',
  constraint: 'Refused by the server',
};

/** The name of a reason, as facets and heads show it. */
export const reasonLabel = (code: RejectCode): string => labels[code];

const ofColumn: Partial<Record<RejectCode, string>> = {
  encoding: 'holds bytes that are no text',
  required: 'is empty and required',
  'type.integer': 'is not a whole number',
  'type.number': 'is not a number',
  'type.boolean': 'is not true or false',
  'type.date': 'is not a date',
  'type.timestamp': 'is not a date and time',
  'type.uuid': 'is not a UUID',
  'type.json': 'is not JSON',
  'type.string': 'is not a JSON string',
  'type.text': 'holds a character that Postgres cannot store',
  'type.other': 'was refused by the server',
  length: 'is too long',
  pattern: 'does not have the form asked for',
  range: 'is out of its range',
  oneOf: 'is none of the values listed',
  'duplicate.inFile': 'stands in the file more than once',
  'duplicate.inTable': 'is in the table already',
};

/** A number or a name that holds for every row of a reason, taken from the sentence of the first. */
const fromSentence = (sentence: string, pattern: RegExp): string | null => pattern.exec(sentence)?.[1] ?? null;

/** What the rows of a reason have in common. The values of a single row, which its sentence names, are left out. */
export function reasonPhrase({ code, column, sentence }: Omit<ReasonCount, 'count'>): ReasonPhrase {
  if (code === 'fields.tooFew' || code === 'fields.tooMany') {
    const width = fromSentence(sentence, /takes (\d+)/);
    const strong = code === 'fields.tooFew' ? 'too few fields' : 'too many fields';
    return { strong, rest: width === null ? '' : `; the table takes ${width}` };
  }
  if (column === null) return { strong: labels[code].toLowerCase(), rest: '' };
  if (code === 'reference.missing') {
    // Where the parent of the first row was rejected holds for that row alone.
    const parent = fromSentence(sentence, / is not in (.+?)(?:: it was rejected in .*)?\.$/);
    return { strong: column, rest: parent === null ? ' has no parent' : ` is not in ${parent}` };
  }
  return { strong: column, rest: ` ${ofColumn[code] ?? labels[code].toLowerCase()}` };
}
