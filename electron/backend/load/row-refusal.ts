import type { RejectCode } from '#shared/reject.ts';
import { sqlStateOf } from '#backend/copy/session.ts';
import type { LoadPlan } from './plan-load.ts';

/** Classes of SQLSTATE in which the server refuses what a row holds (PostgreSQL manual, appendix A); 54: too long for an index. */
const aboutRows: ReadonlySet<string> = new Set(['09', '22', '23', '27', '38', '39', '44', '54', 'P0']);
/** Classes beyond the standard's own, which begin with 0-4 or A-H, that do not come from a RAISE in somebody's trigger. */
const aboutServers: ReadonlySet<string> = new Set(['53', '55', '57', '58', '72', 'XX']);

/** Whether a SQLSTATE is about what rows hold. */
export const isAboutRows = (state: string): boolean => aboutRows.has(state.slice(0, 2));

/** Whether the server refused a row, rather than the statement or the session. */
export function isRowRefusal(error: unknown, { table }: LoadPlan): boolean {
  const state = sqlStateOf(error);
  if (state === null) return false;
  const kind = state.slice(0, 2);
  if (isAboutRows(state)) return true;
  // A policy that a new row does not fit.
  if (state === '42501') return table?.hasRowSecurity ?? false;
  return /^[5-9I-Z]/.test(kind) && !aboutServers.has(kind);
}

/** One entry of the list of errors of a stage. */
export interface Refusal {
  readonly code: RejectCode;
  /** Number of the column, key or reference in the plan; -1 for the row as a whole. */
  readonly item: number;
  readonly extra: string | null;
}

/** What the server's refusal of a single row means, in our own words where it names a constraint that the plan knows. */
export function refusalOf(error: unknown, { table, check }: LoadPlan): Refusal {
  const field = (name: 'constraint' | 'column'): string => {
    const value = error instanceof Error && name in error ? (error as unknown as Record<string, unknown>)[name] : null;
    return typeof value === 'string' ? value : '';
  };
  const same = (names: readonly string[], others: readonly string[] | undefined): boolean =>
    others !== undefined && names.join('\0') === others.join('\0');
  const known = (code: RejectCode, item: number): Refusal | null => (item < 0 ? null : { code, item, extra: null });
  const find = (): Refusal | null => {
    switch (sqlStateOf(error)) {
      case '23502':
        return known(
          'required',
          check.columns.findIndex(({ name }) => name === field('column')),
        );
      case '23503': {
        const key = table?.foreignKeys.find(({ name }) => name === field('constraint'));
        return known(
          'reference.missing',
          check.references.findIndex(({ names }) => same(names, key?.columns)),
        );
      }
      case '23505': {
        const key = table?.uniqueKeys.find(({ name }) => name === field('constraint'));
        return known(
          'duplicate.inTable',
          check.keys.findIndex(({ names }) => same(names, key?.columns)),
        );
      }
      default:
        return null;
    }
  };
  return find() ?? { code: 'constraint', item: -1, extra: error instanceof Error ? error.message : String(error) };
}

/** Whether a refusal says that a row with the same key, or one that excludes it, is there. */
export const isConflict = (error: unknown): boolean => ['23505', '23P01'].includes(sqlStateOf(error) ?? '');
