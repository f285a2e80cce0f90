/** What can be measured, in the order in which it is. */
export const CASE_NAMES = [
  'clean',
  'bad1',
  'bad50',
  'references',
  'staged',
  'wide',
  'check',
  'pgloader-bad',
  'backup',
  'backup-plain',
  'restore',
  'verify',
  'large',
  'backup-large',
] as const;

export type CaseName = (typeof CASE_NAMES)[number];

/** Run only where they are asked for: they take minutes. */
export const LARGE_NAMES: readonly CaseName[] = ['large', 'backup-large'];
