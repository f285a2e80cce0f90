import { useEffect, useState } from 'react';

/** How long nothing must be typed. */
const PAUSE_MS = 120;

/** A text once nothing more is typed for a moment: not every letter is worth a question to the backend. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
