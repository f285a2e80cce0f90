import type { TypeCodec } from '#backend/types/codec.ts';
import type { KeySet } from './key-set.ts';

/** Makes the set for keys of these types, the smallest one that fits them; `nullsDistinct` false: NULL is a value like any other. */
export declare function makeKeySet(codecs: readonly TypeCodec[], nullsDistinct?: boolean): KeySet;
