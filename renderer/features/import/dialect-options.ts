import { encodings, encodingSchema, type Dialect, type DialectChoice, type Encoding, type Format } from '#shared/dialect.ts';
import type { Option } from '../../ui/option.ts';

/** The parts of a dialect that stand as chips over the preview. */
export type DialectPart = 'encoding' | 'delimiter' | 'quote' | 'header' | 'nullMarker';

/** A part with what it is now, and what else it may be. */
export interface PartChoice {
  readonly part: DialectPart;
  readonly label: string;
  readonly selected: string;
  readonly options: readonly Option[];
}

/** Stands for "as the file itself says". */
export const detected = 'detected';

const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  ' ': 'space',
  '\u001f': 'unit separator',
};
/** A line may end in any of them, whatever was found first. */
export const lineEndNames: Readonly<Record<Dialect['lineEnd'], string>> = {
  lf: 'LF',
  crlf: 'CRLF',
  cr: 'CR',
  mixed: 'mixed',
};
export const formatNames: Readonly<Record<Format, string>> = {
  csv: 'CSV',
  json: 'JSON',
  ndjson: 'NDJSON',
  avro: 'AVRO',
  xlsx: 'Excel',
};
const noQuote = 'none';

/** `utf-8` → `UTF-8`; names that are words stay as they are. */
const encodingName = (encoding: Encoding): string =>
  /^(windows|macintosh|shift)/.test(encoding) ? encoding : encoding.toUpperCase();

const delimiterName = (delimiter: string): string => delimiterNames[delimiter] ?? delimiter;

/** Values with their names; the present one is among them, also where it is unusual. */
function optionsOf(usual: readonly string[], now: string, name: (value: string) => string): readonly Option[] {
  return [...new Set([...usual, now])].map((value) => ({ id: value, label: name(value) }));
}

const nullName = (marker: string): string => (marker === '' ? 'empty' : marker);

/** What each chip shows for a dialect. */
export function partChoices(dialect: Dialect): readonly PartChoice[] {
  const encoding: PartChoice = {
    part: 'encoding',
    label: 'Encoding',
    selected: dialect.encoding,
    options: encodings.map((name) => ({ id: name, label: encodingName(name) })),
  };
  // The other formats say themselves where a field begins and ends.
  if (dialect.format !== 'csv') return dialect.format === 'avro' || dialect.format === 'xlsx' ? [] : [encoding];
  const quote = dialect.quote ?? noQuote;
  return [
    encoding,
    {
      part: 'delimiter',
      label: 'Delimiter',
      selected: dialect.delimiter,
      options: optionsOf([',', ';', '\t', '|'], dialect.delimiter, delimiterName),
    },
    {
      part: 'quote',
      label: 'Quote',
      selected: quote,
      options: optionsOf(['"', "'", noQuote], quote, (value) => value),
    },
    {
      part: 'header',
      label: 'Header',
      selected: dialect.header ? 'yes' : 'no',
      options: [
        { id: 'no', label: 'none', detail: 'The first record is data.' },
        { id: 'yes', label: 'first record', detail: 'It names the fields.' },
      ],
    },
    {
      part: 'nullMarker',
      label: 'Null',
      selected: dialect.nullMarker,
      options: optionsOf(['', '\\N', 'NULL', 'null'], dialect.nullMarker, nullName),
    },
  ];
}

const without = (choice: DialectChoice, ...parts: readonly (keyof DialectChoice)[]): DialectChoice =>
  Object.fromEntries(Object.entries(choice).filter(([part]) => !parts.some((gone) => gone === part)));

/** The choice after one chip was set; `detected` takes it back. */
export function choosePart(choice: DialectChoice, part: DialectPart, value: string): DialectChoice {
  if (value === detected) return part === 'quote' ? without(choice, 'quote', 'escape') : without(choice, part);
  switch (part) {
    case 'encoding':
      return { ...choice, encoding: encodingSchema.parse(value) };
    case 'delimiter':
    case 'nullMarker':
      return { ...choice, [part]: value };
    case 'quote': {
      // RFC 4180: a quote within quotes is written twice.
      const quote = value === noQuote ? null : value;
      return { ...choice, quote, escape: quote };
    }
    case 'header':
      return { ...choice, header: value === 'yes' };
  }
}

/** How a file is read, in words: `UTF-8, comma, quote ", no header, LF, empty is null`. */
export function showDialect(dialect: Dialect): string {
  if (dialect.format !== 'csv') return `${formatNames[dialect.format]}, ${encodingName(dialect.encoding)}`;
  return [
    encodingName(dialect.encoding),
    delimiterName(dialect.delimiter),
    dialect.quote === null ? 'no quotes' : `quote ${dialect.quote}`,
    dialect.header ? 'header' : 'no header',
    lineEndNames[dialect.lineEnd],
    `${nullName(dialect.nullMarker)} is null`,
  ].join(', ');
}
