import { expect, type Locator } from '@playwright/test';

/** The sum of a ledger as a person reads it. */
export interface LedgerNumbers {
  readonly read: number;
  /** Number by its word: `to insert`, `inserted`, … in the order in which they stand. */
  readonly terms: Readonly<Record<string, number>>;
}

const numberOf = (text: string): number => Number(text.replaceAll(',', ''));

/** A ledger: what was read, and where all of it went. */
export function ledgerIn(place: Locator) {
  const ledger = place.getByRole('region', { name: /^Ledger, / });
  return {
    ledger,
    /** Waits until the ledger is in a state: plan, running, done, failed, … */
    toBe: async (state: string): Promise<void> => {
      await expect(ledger).toHaveAccessibleName(new RegExp(`, ${state}$`), { timeout: 60_000 });
    },
    numbers: async (): Promise<LedgerNumbers> => {
      const read = numberOf(
        (await ledger
          .getByText(/^[\d,]+$/)
          .first()
          .textContent()) ?? '',
      );
      const words = await ledger.getByRole('term').allTextContents();
      const counts = await ledger.getByRole('definition').allTextContents();
      return { read, terms: Object.fromEntries(words.map((word, at) => [word, numberOf(counts[at] ?? '')])) };
    },
  };
}

/** The sum of the terms, which must be what was read. */
export const sumOf = ({ terms }: LedgerNumbers): number => Object.values(terms).reduce((sum, count) => sum + count, 0);
