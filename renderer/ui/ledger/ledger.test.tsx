import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Ledger as Counts } from '#shared/load.ts';
import { Ledger } from './ledger.tsx';
import { MiniLedger } from './mini-ledger.tsx';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const marks = Array.from({ length: 256 }, (_, bin) => (bin % 4 === 0 ? 1 : 0));
const hires: Counts = { read: 1999, inserted: 1929, updated: 0, skipped: 0, rejected: 64, marks };
const drawn = (name: string): number => document.querySelectorAll(`[data-lane="${name}"]`).length;

describe('a ledger', () => {
  test('says its sum once and hides its drawing from who listens', () => {
    render(<Ledger ledger={{ ...hires, rejected: 70 }} size="sum" state="done" />);
    const ledger = screen.getByRole('region', { name: 'Ledger, 1,999 rows, done' });
    expect(
      within(ledger).getByText(/^1,999 rows read equals 1,929 inserted plus .* The ledger balances\.$/),
    ).toBeTruthy();
    expect(ledger.querySelector('svg')?.closest('[aria-hidden="true"]')).not.toBeNull();
    expect(within(ledger).getByRole('status').textContent).toBe('');
  });

  test('shows all four terms, zeros too, and draws a lane only where there is a row', () => {
    render(<Ledger ledger={hires} size="count" state="done" />);
    expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual([
      'inserted',
      'updated',
      'skipped',
      'rejected',
    ]);
    expect(screen.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual(['1,929', '0', '0', '64']);
    // Its key, its term, and where there are rows its lane.
    expect([drawn('inserted'), drawn('updated'), drawn('rejected')]).toEqual([3, 2, 3]);
  });

  test('has a term more while rows are on the way', () => {
    render(<Ledger ledger={hires} size="sum" state="running" onTheWay={6} done={0.5} />);
    expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual([
      'copied',
      'updated',
      'skipped',
      'on the way',
      'rejected',
    ]);
  });

  test('draws no water and no lanes where nothing was read', () => {
    render(<Ledger ledger={{ ...hires, read: 0, inserted: 0, rejected: 0, marks: [] }} size="count" state="done" />);
    expect([drawn('inserted'), drawn('rejected')]).toEqual([2, 2]);
    expect([...document.querySelectorAll('path')].map((path) => path.getAttribute('d'))).toEqual(['', '']);
  });

  test('tells of its growth at each quarter and at the end, and not in between', () => {
    vi.useFakeTimers();
    const at = (read: number, done: number) => (
      <Ledger
        ledger={{ ...hires, read, inserted: read, rejected: 0, marks: [] }}
        size="sum"
        state="running"
        done={done}
      />
    );
    const { rerender } = render(at(10, 0.1));
    const said = (): string => screen.getByRole('status').textContent;
    const later = (): void => void vi.advanceTimersByTime(2000);
    expect(said()).toBe('');
    rerender(at(260, 0.26));
    vi.advanceTimersByTime(0);
    rerender(at(260, 0.26));
    later();
    rerender(at(260, 0.26));
    expect(said()).toContain('25 percent');
    expect(said()).toContain('260');
    const first = said();
    rerender(at(400, 0.4));
    later();
    rerender(at(400, 0.4));
    expect(said()).toBe(first);
    rerender(<Ledger ledger={{ ...hires, rejected: 70 }} size="sum" state="done" />);
    expect(said()).toContain('The ledger balances.');
  });
});

describe('a ledger in a list', () => {
  test('is named by its counts', () => {
    render(<MiniLedger ledger={hires} state="done" />);
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe('1,929 inserted, 64 rejected');
  });

  test('is an empty outline after a failure', () => {
    render(<MiniLedger ledger={hires} state="failed" />);
    expect(screen.getByRole('img', { name: 'nothing written' }).childElementCount).toBe(0);
  });
});
