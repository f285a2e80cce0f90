import type { TypeCodec } from './codec.ts';

/** The codec of a type by pg_type.typname; for a type that Sluice has no file for, one that sends text and leaves the judging to the server. */
export declare function codecFor(type: string): TypeCodec;
