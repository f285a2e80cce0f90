import { VisuallyHidden } from './visually-hidden.tsx';

/** Says `message` to a screen reader, politely, whenever it changes. Stays in the page, also while there is nothing to say. */
export const LiveRegion = ({ message }: { readonly message: string }) => (
  <VisuallyHidden>
    <output aria-live="polite" aria-atomic="true">
      {message}
    </output>
  </VisuallyHidden>
);
