import { isDeepStrictEqual } from 'node:util';
import { readPattern } from '#shared/pattern/read-pattern.ts';
import type { ValueRule } from '#shared/rule.ts';
import type { FieldType } from './field-types.ts';
import { fromSchemaPattern, toSchemaPattern } from './schema-pattern.ts';

/** The constraints of a field, as JSON. */
export type Constraints = Readonly<Record<string, unknown>>;

/** A rule that the standard's words cannot say, and its place among the rules of the column. */
export type PlacedRule = ValueRule & { readonly at: number };

/** Hears of what is left out: the constraint, and why where there is more to say than that a dictionary has no place for it. */
export type LeaveOut = (constraint: string, reason?: string) => void;

const kinds: readonly ValueRule['kind'][] = ['length', 'pattern', 'range', 'oneOf'];

/**
 * The rules of a column as constraints of a field; what they cannot say exactly (a warning, a sentence, a second rule of a
 * kind) comes apart from them.
 */
export function writeRules(
  rules: readonly ValueRule[],
  type: FieldType,
): { readonly constraints: Constraints; readonly apart: readonly PlacedRule[] } {
  let constraints: Constraints = {};
  let lastKind = -1;
  const apart: PlacedRule[] = [];
  for (const [at, rule] of rules.entries()) {
    const said = rule.severity === 'error' ? constraintsOf(rule, type) : null;
    const kind = kinds.indexOf(rule.kind);
    if (
      said !== null &&
      kind > lastKind &&
      isDeepStrictEqual(
        readRules(said, type, () => {}),
        [rule],
      )
    ) {
      constraints = { ...constraints, ...said };
      lastKind = kind;
    } else apart.push({ at, ...rule });
  }
  return { constraints, apart };
}

function constraintsOf(rule: ValueRule, type: FieldType): Constraints | null {
  switch (rule.kind) {
    case 'length':
      return { ...said('minLength', rule.min), ...said('maxLength', rule.max) };
    case 'pattern':
      return said('pattern', toSchemaPattern(rule.pattern));
    case 'range':
      return { ...said('minimum', scalarOf(rule.min, type)), ...said('maximum', scalarOf(rule.max, type)) };
    case 'oneOf':
      // The standard wants at least one value, and each once.
      if (rule.values.length === 0 || new Set(rule.values).size < rule.values.length) return null;
      return { enum: rule.values.map((value) => scalarOf(value, type)) };
  }
}

const said = (name: string, value: unknown): Constraints => (value === null ? {} : { [name]: value });

/** A number where the text is exactly that, since other tools expect one. */
function scalarOf(text: string | null, type: FieldType): string | number | boolean | null {
  if (text === null) return null;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type !== 'integer' && type !== 'number' && type !== 'year') return text;
  return /^-?\d+(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

/** The rules that constraints of a field make. `leaveOut` hears of those that make none. */
export function readRules(constraints: Constraints, type: FieldType, leaveOut: LeaveOut): ValueRule[] {
  const rules: ValueRule[] = [];
  const min = readCount(constraints, 'minLength', leaveOut);
  const max = readCount(constraints, 'maxLength', leaveOut);
  if (min !== null || max !== null) rules.push({ kind: 'length', severity: 'error', min, max });
  rules.push(...readPatternRule(constraints['pattern'], leaveOut));
  const low = readBound(constraints, 'minimum', type, leaveOut);
  const high = readBound(constraints, 'maximum', type, leaveOut);
  if (low !== null || high !== null) rules.push({ kind: 'range', severity: 'error', min: low, max: high });
  rules.push(...readList(constraints['enum'], leaveOut));
  return rules;
}

function readCount(constraints: Constraints, name: string, leaveOut: LeaveOut): number | null {
  const value = constraints[name];
  if (value === undefined) return null;
  const count = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(count) && count >= 0 && value !== '') return count;
  leaveOut(name, 'it is not a whole number');
  return null;
}

function readPatternRule(value: unknown, leaveOut: LeaveOut): ValueRule[] {
  if (value === undefined) return [];
  const pattern = typeof value === 'string' ? fromSchemaPattern(value) : null;
  const problem = pattern === null ? 'is not a regular expression that can be read here' : readPattern(pattern).problem;
  if (pattern !== null && problem === null) return [{ kind: 'pattern', severity: 'error', pattern }];
  leaveOut('pattern', `${JSON.stringify(value)} ${problem}`);
  return [];
}

/** `minimum` or `maximum`, or the bound that excludes itself. */
function readBound(
  constraints: Constraints,
  name: 'minimum' | 'maximum',
  type: FieldType,
  leaveOut: LeaveOut,
): string | null {
  const bound = textOf(constraints[name]);
  if (bound === null && constraints[name] !== undefined) leaveOut(name, 'it is not a value');
  const excluding = name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const excluded = textOf(constraints[excluding]);
  if (excluded === null) return bound;
  if (bound !== null) {
    leaveOut(excluding, `the ${name} ${bound} was taken`);
    return bound;
  }
  if (type === 'integer' && /^-?\d{1,30}$/.test(excluded)) {
    return String(BigInt(excluded) + (name === 'minimum' ? 1n : -1n));
  }
  leaveOut(excluding, `a range includes its bounds, so ${excluded} itself is let in`);
  return excluded;
}

function readList(value: unknown, leaveOut: LeaveOut): ValueRule[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    leaveOut('enum', 'it is not a list');
    return [];
  }
  const values = value.flatMap((one: unknown) => textOf(one) ?? []);
  if (values.length < value.length)
    leaveOut('enum', `${value.length - values.length} of its values are not texts or numbers`);
  return [{ kind: 'oneOf', severity: 'error', values }];
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;

/** Puts the rules that stood apart back to their places. */
export function placeRules(rules: readonly ValueRule[], apart: readonly PlacedRule[]): ValueRule[] {
  const placed = [...rules];
  for (const { at, ...rule } of apart.toSorted((one, other) => one.at - other.at)) placed.splice(at, 0, rule);
  return placed;
}
