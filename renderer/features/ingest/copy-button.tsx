import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { LiveRegion } from '../../ui/live-region.tsx';

/** How long the button tells what it did. */
const TOLD_MS = 2000;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, as the button is called aloud: `Copy the key`. */
  readonly label: string;
}

/** Puts a text on the clipboard. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [told, setTold] = useState<'Copied' | 'Not copied' | null>(null);
  useEffect(() => {
    if (told === null) return undefined;
    const timer = setTimeout(() => setTold(null), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setTold('Copied'),
      () => setTold('Not copied'),
    );
  };
  return (
    <>
      <Button icon={told === 'Copied' ? 'check' : 'copy'} aria-label={label} onPress={copy}>
        {told ?? 'Copy'}
      </Button>
      <LiveRegion message={told ?? ''} />
    </>
  );
}
