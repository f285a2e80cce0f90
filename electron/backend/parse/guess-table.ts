import type { TableName } from '#shared/column.ts';
import { fileNameFit, isOfRejects } from './file-name-fit.ts';
import { isTelling, mayBe, shapeOf } from './looks-like.ts';
import { matchFields, matchNames, type NamedColumn } from './match-fields.ts';

/** A table that rows could go to. */
export interface Candidate extends TableName {
  readonly columns: readonly NamedColumn[];
}

/** What is known of a file. */
export interface FileTraits {
  readonly fileName: string;
  /** Names in the header; empty where there is none. */
  readonly fieldNames: readonly string[];
  /** Fields that most rows have. */
  readonly width: number;
  /** The numbers of fields that a good part of the rows have; left out, there is but one. */
  readonly widths?: readonly number[];
  /** Texts of the first rows, without the header. */
  readonly sampleRows: readonly (readonly string[])[];
}

/** What a synonym in a header counts beside a name that is spelt like the column's. */
const SYNONYM_WEIGHT = 0.8;

export interface TableGuess {
  readonly target: TableName;
  readonly foundBy: 'by its header' | 'by its name' | 'by its width';
  /** How well it fits, 0 to 1. */
  readonly score: number;
}

/** A table whose typed columns take fewer of the values than this is not found by its width alone. */
const TYPES_FIT_MIN = 0.8;

/**
 * The table that a file is most likely meant for: by the names in its header, else by its name, else by its width. The
 * content decides between tables that fit equally well; null when nothing decides.
 */
export function guessTable(traits: FileTraits, candidates: readonly Candidate[]): TableGuess | null {
  const fits = candidates.map((candidate) => rate(traits, candidate));
  const byHeader = best(fits, (fit) => (fit.header >= 0.5 ? fit.header : 0));
  if (byHeader !== null) return { target: byHeader.target, foundBy: 'by its header', score: byHeader.header };
  // A name is stronger than the rows: where most of them are short, some of the right width are enough.
  const byName = best(fits, (fit) => (fit.widthOccurs ? fit.name : 0));
  if (byName !== null) return { target: byName.target, foundBy: 'by its name', score: byName.name };
  const [only, other] = fits.filter((fit) => fit.widthFits && fit.types !== null && fit.types >= TYPES_FIT_MIN);
  if (only === undefined || other !== undefined) return null;
  return { target: only.target, foundBy: 'by its width', score: only.types ?? 0 };
}

interface Fit {
  readonly target: TableName;
  /** Most rows have its width. */
  readonly widthFits: boolean;
  /** A good part of the rows have its width, or the file is one of rejects. */
  readonly widthOccurs: boolean;
  /** Share of the header's names that are columns, less a little for columns that are not in the header. */
  readonly header: number;
  readonly name: number;
  /** Share of the values that the typed columns take; null when no column tells. */
  readonly types: number | null;
}

function rate(traits: FileTraits, { schema, table, columns }: Candidate): Fit {
  const { fieldNames, width, widths = [width], fileName, sampleRows } = traits;
  const { alike, synonyms } = matchNames(fieldNames, columns);
  const named = alike.length + synonyms.length * SYNONYM_WEIGHT;
  return {
    target: { schema, table },
    widthFits: width === columns.length,
    widthOccurs: widths.includes(columns.length) || isOfRejects(fileName),
    header: named === 0 ? 0 : (named / fieldNames.length) * (0.9 + (0.1 * named) / columns.length),
    name: fileNameFit(fileName, table),
    types: typesFit(sampleRows, matchFields(fieldNames, width, columns), columns),
  };
}

/**
 * The one that rates highest; where several do, the one whose types fit best; null when there is none, or still
 * several.
 */
function best(fits: readonly Fit[], rating: (fit: Fit) => number): Fit | null {
  const top = Math.max(0, ...fits.map(rating));
  if (top === 0) return null;
  const tied = fits.filter((fit) => rating(fit) === top);
  const types = Math.max(...tied.map((fit) => fit.types ?? 0));
  const [only, other] = tied.filter((fit) => (fit.types ?? 0) === types);
  return only === undefined || other !== undefined ? null : only;
}

function typesFit(
  rows: readonly (readonly string[])[],
  match: readonly { readonly column: string; readonly field: number }[],
  columns: readonly NamedColumn[],
): number | null {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const verdicts = match.flatMap(({ column, field }) => {
    const type = typeOf.get(column) ?? '';
    if (!isTelling(type)) return [];
    const shapes = rows.map((row) => shapeOf(row[field] ?? '')).filter((shape) => shape !== 'empty');
    return shapes.map((shape) => mayBe(shape, type));
  });
  return verdicts.length === 0 ? null : verdicts.filter(Boolean).length / verdicts.length;
}
