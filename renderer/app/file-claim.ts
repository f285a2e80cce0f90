import { createContext, useContext, useEffect, useEffectEvent } from 'react';
import type { ChosenFile } from '../client/chosen-file.ts';

/** Takes files that are dropped on the window. */
export type TakeFiles = (files: readonly ChosenFile[]) => void;

/** Claims what is dropped; returns what gives the claim back. */
type ClaimFiles = (take: TakeFiles) => () => void;

export const FileClaimContext = createContext<ClaimFiles>(() => () => undefined);

/** While the component is shown, files that are dropped on the window are its own and do not go to the import. */
export function useFileClaim(take: TakeFiles): void {
  const claim = useContext(FileClaimContext);
  const taken = useEffectEvent(take);
  useEffect(() => claim((files) => taken(files)), [claim]);
}
