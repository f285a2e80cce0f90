import { z } from 'zod';
import { faultKinds } from './fault-kinds.ts';

/** A code of shared/fault-kinds.ts, where all sentences stand. */
export type FaultCode = keyof typeof faultKinds;

export const faultSchema = z.object({
  /** `area.problem`; stable. */
  code: z.string(),
  sentence: z.string(),
  next: z.string(),
  status: z.number().int(),
  retry: z.boolean(),
  /** More for who wants it: a SQLSTATE, the last lines of a log. */
  detail: z.string().nullable(),
  /** Names this occurrence, also in the log. */
  id: z.string(),
});
export type Fault = z.infer<typeof faultSchema>;

export type FaultValues = Readonly<Record<string, string | number>>;

/** An Error that carries a Fault; thrown by `throw fault(code, values)`, shown at every door as `error.fault`. */
export class FaultError extends Error {
  readonly fault: Fault;
  constructor(data: Fault, options?: ErrorOptions) {
    super(data.sentence, options);
    this.name = 'FaultError';
    this.fault = data;
  }
}

/** Templates cut at their names, once: sentences are made by the million where a file is bad. */
const pieces = new Map<string, readonly string[]>();

/** Replaces each `{name}` in a template of ours by its value; a name without a value stays as it is. */
export function fillIn(template: string, values: FaultValues): string {
  const known = pieces.get(template);
  // Text stands at even places, names at odd ones.
  const cut = known ?? template.split(/\{(\w+)\}/);
  if (known === undefined) pieces.set(template, cut);
  let text = cut[0] ?? '';
  for (let at = 1; at < cut.length; at += 2) {
    const name = cut[at] ?? '';
    text += `${values[name] ?? `{${name}}`}${cut[at + 1] ?? ''}`;
  }
  return text;
}

/**
 * Makes the error for a code.
 * @param values replace the `{names}` in the sentence; never a secret
 * @param more.detail shown behind "Details"; more.cause goes to the log only
 */
export function fault(
  code: FaultCode,
  values: FaultValues = {},
  more: { readonly detail?: string; readonly cause?: unknown } = {},
): FaultError {
  const it = faultKinds[code];
  // Names an occurrence in the log; not a secret, so Math.random will do.
  const id = Math.random().toString(36).slice(2, 10).padEnd(8, '0');
  const all = { logId: id, ...values };
  const data: Fault = {
    code,
    sentence: fillIn(it.sentence, all),
    next: fillIn(it.next, all),
    status: it.status,
    retry: it.retry,
    detail: more.detail ?? null,
    id,
  };
  return new FaultError(data, more.cause === undefined ? undefined : { cause: more.cause });
}

/** Whether an error is a Fault (also across module copies). */
export const isFault = (error: unknown): error is FaultError =>
  error instanceof Error && 'fault' in error && faultSchema.safeParse(error.fault).success;

/** Exit code of the command line for a fault: 1 failed, 2 wrong use. */
export const exitCodeOf = (code: string): 1 | 2 => (code in faultKinds ? faultKinds[code as FaultCode].exit : 1);

/** Every fault code, for tests that hold the sentences to their form. */
export const faultCodes = Object.keys(faultKinds) as readonly FaultCode[];
