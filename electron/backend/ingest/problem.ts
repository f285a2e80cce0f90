import type { Fault } from '#shared/fault.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/**
 * A fault as a problem (RFC 9457): `type` names its kind for ever, `title` is the same for each of that kind, `detail` tells this one.
 * @param more members of this kind of problem
 */
export function problemOf(it: Fault, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    type: `urn:sluice:fault:${it.code}`,
    title: titleOf(it.code),
    status: it.status,
    detail: `${it.sentence} ${it.next}`,
    code: it.code,
    instance: `urn:sluice:occurrence:${it.id}`,
    ...more,
  });
}

/** `ingest.unknownTable` is an `Unknown table`. */
function titleOf(code: string): string {
  const words = code.slice(code.indexOf('.') + 1).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
