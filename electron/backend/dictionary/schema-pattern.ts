/**
 * A pattern of a Table Schema must match the whole value; ours, a JavaScript expression with the u flag, anywhere in it. These
 * two say one in the words of the other.
 */

const ANYWHERE = /^\[\\s\\S\]\*\(\?:([\s\S]*)\)\[\\s\\S\]\*$/;
const WHOLE = /^\^([\s\S]*)\$$/;
const GROUPED = /^\^\(\?:([\s\S]*)\)\$$/;

const compiles = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};

/** What a schema says of a pattern of ours; null where it is none. `fromSchemaPattern` leads back to it. */
export function toSchemaPattern(ours: string): string | null {
  if (!compiles(ours)) return null;
  const candidates = [GROUPED.exec(ours)?.[1], WHOLE.exec(ours)?.[1], `[\\s\\S]*(?:${ours})[\\s\\S]*`];
  return candidates.find((theirs) => theirs !== undefined && fromSchemaPattern(theirs) === ours) ?? null;
}

/** A pattern of a schema as an expression of ours; null where JavaScript cannot read it. */
export function fromSchemaPattern(theirs: string): string | null {
  const pattern = compiles(theirs) ? theirs : inJavaScript(theirs);
  if (!compiles(pattern)) return null;
  const anywhere = ANYWHERE.exec(pattern)?.[1];
  if (anywhere !== undefined && compiles(anywhere)) return anywhere;
  if (pattern.includes('|')) return `^(?:${pattern})$`;
  // Many write the anchors that the standard implies.
  return pattern.startsWith('^') && pattern.endsWith('$') && !pattern.endsWith('\\$') ? pattern : `^${pattern}$`;
}

/** What other engines allow and JavaScript spells otherwise: needless escapes, named groups, anchors of the text. */
function inJavaScript(pattern: string): string {
  let inClass = false;
  const respelt = pattern.replace(/\\([\s\S])|[[\]]/g, (whole: string, escaped: string | undefined) => {
    if (escaped === undefined) {
      inClass = whole === '[';
      return whole;
    }
    if (escaped === 'A') return '^';
    if (escaped === 'Z' || escaped === 'z') return '$';
    if (escaped === '-') return inClass ? whole : '-';
    return /[A-Za-z0-9\s^$\\.*+?()[\]{}|/]/.test(escaped) ? whole : escaped;
  });
  return respelt.replaceAll('(?P<', '(?<');
}
