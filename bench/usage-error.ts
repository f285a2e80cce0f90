/** The benchmark was asked for something it cannot do; the message says what, and what it can. */
export class UsageError extends Error {}
