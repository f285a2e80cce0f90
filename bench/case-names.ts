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
  'large',
] as const;

export type CaseName = (typeof CASE_NAMES)[number];
