import { parsePattern } from './parse-pattern.ts';
import { PatternMatcher } from './pattern-matcher.ts';
import { NotLinear } from './pattern-node.ts';
import { patternStates } from './pattern-states.ts';

/** A pattern that is ready, or why it is none that is run, as the end of a sentence that begins with the pattern. */
export type ReadPattern =
  | { readonly matcher: Pick<PatternMatcher, 'test'>; readonly problem: null }
  | { readonly matcher: null; readonly problem: string };

/**
 * Makes the pattern of a rule ready: a JavaScript expression with the u flag that may match anywhere in a text. It takes time in
 * proportion to the text, whatever the pattern and the text are; one for which that cannot be had is refused.
 */
export function readPattern(pattern: string): ReadPattern {
  try {
    RegExp(pattern, 'u');
  } catch {
    return { matcher: null, problem: 'is not a regular expression' };
  }
  try {
    return { matcher: new PatternMatcher(patternStates(parsePattern(pattern))), problem: null };
  } catch (error) {
    if (!(error instanceof NotLinear)) throw error;
    return { matcher: null, problem: `cannot be run in bounded time: ${error.message}` };
  }
}
