import { useState } from 'react';

/**
 * What is said aloud of a ledger while it grows: a new message at each quarter, and the last sentence at the end.
 * @param quarter 0 to 3 while it grows; null when it does not
 * @param sentence the ledger as it stands now
 */
export function useAnnouncement(quarter: number | null, sentence: string): string {
  const [last, setLast] = useState({ quarter, message: '' });
  if (last.quarter === quarter) return last.message;
  // A ledger that never grew, as on the page of an old run, is read where it stands and not announced.
  const message = quarter === null ? sentence : quarter === 0 ? '' : `${quarter * 25} percent. ${sentence}`;
  setLast({ quarter, message });
  return message;
}
