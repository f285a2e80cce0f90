import { keyTermsSchema } from '#shared/ingest.ts';

/** A key as a person fills it in. */
export interface KeyForm {
  readonly name: string;
  /** Null: all. */
  readonly tables: readonly string[] | null;
  /** A date; empty: until it is revoked. */
  readonly until: string;
  readonly rate: string;
  readonly burst: string;
  /** Each request has a run of its own. */
  readonly apart: boolean;
}

const usual = keyTermsSchema.parse({});

export const newKeyForm: KeyForm = {
  name: '',
  tables: null,
  until: '',
  rate: String(usual.requestRate),
  burst: String(usual.requestBurst),
  apart: false,
};

/** What the form says; `keyDraftSchema` tells whether it can be. The end of the day in UTC is meant by a date. */
export function draftOfKey({ name, tables, until, rate, burst, apart }: KeyForm) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(until.trim()) ? new Date(`${until.trim()}T23:59:59.000Z`) : null;
  const isDay = day !== null && !Number.isNaN(day.getTime());
  return {
    name: name.trim(),
    tables: tables === null ? null : [...tables],
    // The empty text is no moment, and so is refused.
    expiresAt: until.trim() === '' ? null : isDay ? day.toISOString() : '',
    requestRate: Number(rate),
    requestBurst: Number(burst),
    runPer: apart ? 'request' : 'hour',
  };
}
