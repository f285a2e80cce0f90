import { createContext, useContext } from 'react';
import type { TableName } from '#shared/column.ts';

/** Asks for files and takes them into the batch; `target` is the table they go to where the person chose one. */
export type OpenFiles = (target?: TableName) => void;

export const OpenFilesContext = createContext<OpenFiles>(() => undefined);

/** Opens the dialog for files, as Ctrl O does, and goes to the import with what was chosen. */
export const useOpenFiles = (): OpenFiles => useContext(OpenFilesContext);
