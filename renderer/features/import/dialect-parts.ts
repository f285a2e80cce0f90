import type { Preview } from '#shared/contract/imports.ts';
import { encodings, type Dialect, type DialectPart } from '#shared/dialect.ts';
import { showAmount } from '#shared/units.ts';
import type { Entry } from '../../ui/entry-chip.tsx';
import type { Option } from '../../ui/option.ts';
import { dateOrderNames, encodingName, formatNames, markName, nullName } from './dialect-names.ts';

/** Stand for no mark, for the empty text, and for "as the file itself says": no text that a person writes is one of them. */
export const none = '\ue000none';
export const empty = '\ue000empty';
export const detected = '\ue000detected';

/** A part of a dialect with what it is now, and what else it may be. */
export interface PartChoice {
  readonly part: Exclude<DialectPart, 'moreNullMarkers' | 'headerLines' | 'lineEnd' | 'fields'>;
  readonly label: string;
  /** Ids of the options that hold now. */
  readonly selected: readonly string[];
  readonly options: readonly Option[];
  /** What may be written instead. */
  readonly entry?: Entry;
  /** Whether several hold together; `orNone`: or none of them. */
  readonly several?: 'some' | 'orNone';
  /** What holds where none of them does. */
  readonly nothing?: string;
}

/** What of a preview is about how the file is read. */
export type ReadFile = Pick<Preview, 'dialect' | 'ambiguous' | 'sheets'>;

/** The parts of a dialect: those that stand over the preview, and those that are rarely touched. */
export interface DialectParts {
  readonly line: readonly PartChoice[];
  readonly more: readonly PartChoice[];
}

const same = (id: string): string => id;

/** Values with their names; those of now are among them, also where they are unusual. */
function optionsOf(usual: readonly string[], now: readonly string[], name: (id: string) => string): readonly Option[] {
  return [...new Set([...usual, ...now])].map((id) => ({ id, label: name(id) }));
}

const hasLineEnd = (text: string): boolean => /[\r\n]/.test(text);
const character: Entry['problem'] = (text) => (text.length === 1 ? undefined : 'One character.');
const mark: Entry['problem'] = (text) => (text.length > 8 || hasLineEnd(text) ? '1 to 8 characters.' : undefined);
const number =
  (min: number, max: number): Entry['problem'] =>
  (text) =>
    /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? undefined : `A number from ${min} to ${max}.`;
const anyText: Entry['problem'] = () => undefined;
const entry = (label: string, problem: Entry['problem'], hint?: string, idOf = same): Entry => ({
  label,
  problem,
  idOf,
  ...(hint === undefined ? {} : { hint }),
});

const partOf: Readonly<Record<PartChoice['part'], (dialect: Dialect, file: ReadFile) => Omit<PartChoice, 'part'>>> = {
  format: ({ format }) => ({
    label: 'Format',
    selected: [format],
    options: optionsOf(format === 'avro' || format === 'xlsx' ? [] : ['csv', 'json', 'ndjson'], [format], (id) =>
      Object.entries(formatNames).reduce((found, [key, name]) => (key === id ? name : found), id),
    ),
  }),
  encoding: ({ encoding }) => ({
    label: 'Encoding',
    selected: [encoding],
    options: encodings.map((id) => ({ id, label: encodingName(id) })),
  }),
  delimiter: ({ delimiter }) => ({
    label: 'Delimiter',
    selected: [delimiter],
    options: optionsOf([',', ';', '\t', '|', ' '], [delimiter], markName),
    entry: entry('Other delimiter', mark, 'Also several characters; \\t is a tab.', (text) =>
      text.replaceAll('\\t', '\t'),
    ),
  }),
  quote: ({ quote }) => ({
    label: 'Quote',
    selected: [quote ?? none],
    options: optionsOf(['"', "'", none], [quote ?? none], (id) => (id === none ? 'none' : id)),
    entry: entry('Other quote', character),
  }),
  escape: ({ escape, quote }) => ({
    label: 'Escape',
    selected: [escape ?? none],
    options: optionsOf([quote ?? '"', '\\', none], [escape ?? none], (id) =>
      id === none ? 'none' : id === quote ? `${id}${id}` : id,
    ),
    entry: entry('Other escape', character),
  }),
  header: ({ header, headerLines }) => ({
    label: 'Header',
    selected: [header ? String(headerLines) : none],
    options: optionsOf([none, '1', '2', '3'], [header ? String(headerLines) : none], (id) => {
      if (id === none) return 'none';
      return id === '1' ? 'first record' : `first ${id} records`;
    }),
    entry: entry('Records of the header', number(1, 20)),
  }),
  nullMarker: ({ nullMarker, moreNullMarkers }) => {
    const selected = [nullMarker, ...moreNullMarkers].map((marker) => (marker === '' ? empty : marker));
    return {
      label: 'Null',
      selected,
      options: optionsOf([empty, '\\N', 'NULL', 'null', 'NA', 'n/a', '-'], selected, (id) =>
        id === empty ? nullName('') : id,
      ),
      entry: entry('Another marker', anyText, 'Unquoted text that means NULL.'),
      several: 'some',
    };
  },
  dateOrder: ({ dateOrder }) => ({
    label: 'Dates',
    selected: [dateOrder],
    options: [
      { id: 'iso', label: dateOrderNames.iso, detail: '2021-05-17, and nothing else' },
      { id: 'dmy', label: dateOrderNames.dmy, detail: '17/5/2021 or 17.5.2021' },
      { id: 'mdy', label: dateOrderNames.mdy, detail: '5/17/2021' },
      { id: 'ymd', label: dateOrderNames.ymd, detail: '2021/5/17' },
    ],
  }),
  decimal: ({ decimal }) => ({
    label: 'Decimal',
    selected: [decimal],
    options: [
      { id: '.', label: 'point' },
      { id: ',', label: 'comma' },
    ],
  }),
  thousands: ({ thousands, decimal }) => ({
    label: 'Thousands',
    selected: [thousands ?? none],
    options: optionsOf([none, ...[',', '.', ' ', "'"].filter((id) => id !== decimal)], [thousands ?? none], (id) =>
      id === none ? 'none' : id === '.' ? 'point' : markName(id),
    ),
    entry: entry('Other mark', (text) => (text === decimal ? 'It stands before fractions.' : character(text))),
  }),
  trueWords: ({ trueWords }) => wordsPart('Words for true', trueWords, ['ja', 'oui', 'sí', 'x']),
  falseWords: ({ falseWords }) => wordsPart('Words for false', falseWords, ['nein', 'non', '-']),
  comment: ({ comment }) => ({
    label: 'Comments',
    selected: [comment ?? none],
    options: optionsOf([none, '#', '//', '--'], [comment ?? none], (id) => (id === none ? 'none' : id)),
    entry: entry('Lines begin with', mark),
  }),
  skipLines: ({ skipLines }) => ({
    label: 'Skip at the top',
    selected: [String(skipLines)],
    options: optionsOf(['0', '1', '2', '3'], [String(skipLines)], (id) =>
      id === '0' ? 'nothing' : showAmount(Number(id), 'line'),
    ),
    entry: entry('Lines', number(0, 10_000)),
  }),
  sheet: ({ sheet }, { sheets }) => ({
    label: 'Sheet',
    selected: [sheet ?? sheets[0] ?? ''],
    options: sheets.map((id) => ({ id, label: id })),
  }),
};

const wordsPart = (label: string, words: readonly string[], usual: readonly string[]): Omit<PartChoice, 'part'> => ({
  label,
  selected: words,
  options: optionsOf(usual, words, same),
  entry: entry('Another word', anyText, 'Beside true, t, yes, y, on, 1 and their opposites.'),
  several: 'orNone',
  nothing: 'the usual ones',
});

const spelling = ['decimal', 'thousands', 'trueWords', 'falseWords'] as const;

/** The parts that a file of a format has. */
function partsOfFormat({ format, quote }: Dialect): Record<keyof DialectParts, readonly PartChoice['part'][]> {
  switch (format) {
    case 'csv':
      return {
        line: ['encoding', 'delimiter', 'quote', 'header', 'nullMarker', 'dateOrder'],
        more: ['format', ...(quote === null ? [] : ['escape' as const]), 'comment', 'skipLines', ...spelling],
      };
    case 'json':
    case 'ndjson':
      return { line: ['format', 'encoding', 'dateOrder'], more: ['nullMarker', ...spelling] };
    case 'avro':
      return { line: ['format', 'dateOrder'], more: ['nullMarker', ...spelling] };
    case 'xlsx':
      return { line: ['format', 'sheet', 'header', 'dateOrder'], more: ['nullMarker', 'skipLines', ...spelling] };
  }
}

/** What a rarely touched part is where nothing is said of it. */
function isUsual({ part, selected }: PartChoice, { quote }: Dialect): boolean {
  const [only] = selected;
  switch (part) {
    case 'escape':
      return only === quote;
    case 'comment':
    case 'thousands':
      return only === none;
    case 'skipLines':
      return only === '0';
    case 'decimal':
      return only === '.';
    case 'nullMarker':
      return selected.length === 1 && only === empty;
    case 'trueWords':
    case 'falseWords':
      return selected.length === 0;
    default:
      return true;
  }
}

/** What each chip shows of a file. A rare part that is unusual, or in question, stands over the preview too. */
export function dialectParts(preview: ReadFile): DialectParts {
  const { dialect, ambiguous } = preview;
  const { line, more } = partsOfFormat(dialect);
  const choices = (parts: readonly PartChoice['part'][]): PartChoice[] =>
    parts.map((part) => ({ part, ...partOf[part](dialect, preview) }));
  const rare = choices(more);
  const raised = rare.filter((one) => !isUsual(one, dialect) || ambiguous.some(({ part }) => part === one.part));
  return { line: [...choices(line), ...raised], more: rare };
}
