import { useEffect, useState } from 'react';
import type { Run } from '#shared/run.ts';
import { Button } from '../../ui/button.tsx';
import { LiveRegion } from '../../ui/live-region.tsx';
import { receiptOf } from './receipt.ts';

/** How long the button tells what it did. */
const TOLD_MS = 2000;

/** Puts the run as text on the clipboard. */
export function CopyReceipt({ run, zone }: { readonly run: Run; readonly zone: string }) {
  const [told, setTold] = useState<'Copied' | 'Not copied' | null>(null);
  useEffect(() => {
    if (told === null) return undefined;
    const timer = setTimeout(() => setTold(null), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = (): void => {
    navigator.clipboard.writeText(receiptOf(run, zone)).then(
      () => setTold('Copied'),
      () => setTold('Not copied'),
    );
  };
  return (
    <>
      <Button icon={told === 'Copied' ? 'check' : 'copy'} onPress={copy}>
        {told ?? 'Copy receipt'}
      </Button>
      <LiveRegion message={told === 'Copied' ? 'The receipt is on the clipboard.' : (told ?? '')} />
    </>
  );
}
