/** A part of a pattern. Every one says which texts it takes; what it captures, and which of several ways it prefers, is left out. */
export type PatternNode =
  | { readonly kind: 'character'; readonly accepts: CharacterTest }
  | { readonly kind: 'assertion'; readonly holds: AssertionTest }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

/** Whether a code point is one that stands here. */
export type CharacterTest = (codePoint: number) => boolean;

/** Whether a place is the right one, by the code points before and behind it; -1 at the ends of the text. */
export type AssertionTest = (before: number, behind: number) => boolean;

/** What makes a pattern one that is not run; the message is a part of a sentence: *it looks ahead*. */
export class NotLinear extends Error {}
