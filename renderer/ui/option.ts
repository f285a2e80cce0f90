import type { ReactNode } from 'react';
import type { IconName } from './icon.tsx';

/** One thing that can be chosen, in a chip, a select or a row of segments. */
export interface Option<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** Second line: what it means. */
  readonly detail?: ReactNode;
  readonly icon?: IconName;
  readonly isDisabled?: boolean;
}
