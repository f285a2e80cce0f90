import type { JSX } from 'react';
import { cx } from './class-names.ts';
import styles from './icon.module.css';

const disk = <ellipse cx="8" cy="4" rx="5" ry="1.9" />;

// 16 px, stroke 1.4, round ends; each is read beside its word, so none has a title.
const shapes = {
  tables: <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6" />,
  import: <path d="M8 2v7.5M5 6.8 8 9.8l3-3M2.5 10.5v3h11v-3" />,
  export: <path d="M8 9.5V2M5 4.8 8 2l3 2.8M2.5 9.5v4h11v-4" />,
  rejects: <path d="M2.5 4h11M4.5 7.5h7M6.5 11h3M8 13.6v.1" />,
  runs: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  settings: (
    <>
      <path d="M2.5 5h6.5M12.5 5h1M2.5 11h1.5M7.5 11h6" />
      <circle cx="10.7" cy="5" r="1.7" />
      <circle cx="5.7" cy="11" r="1.7" />
    </>
  ),
  database: (
    <>
      {disk}
      <path d="M3 4v8c0 1 2.2 1.9 5 1.9s5-.9 5-1.9V4" />
    </>
  ),
  report: <path d="M3 13V8.5M6.4 13V4.5M9.7 13V7M13 13V3" />,
  backups: (
    <>
      {disk}
      <path d="M3 4v8c0 1 2.2 1.9 5 1.9s5-.9 5-1.9V4M3 8c0 1 2.2 1.9 5 1.9S13 9 13 8" />
    </>
  ),
  rest: <path d="M5.5 3.5 2 8l3.5 4.5M10.5 3.5 14 8l-3.5 4.5M9 4l-2 8" />,
  'up-down': <path d="M5 6.2 8 3.4l3 2.8M5 9.8l3 2.8 3-2.8" />,
  up: <path d="m4 10 4-4 4 4" />,
  down: <path d="m4 6 4 4 4-4" />,
  right: <path d="m6 4 4 4-4 4" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  close: <path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />,
  check: <path d="m3.5 8.3 3 3 6-6.6" />,
  file: <path d="M4 2h5.5L12.5 5v9H4zM9.3 2v3.2h3.2" />,
  folder: <path d="M2 4h4l1.5 1.7H14v7H2z" />,
  plus: <path d="M8 3.2v9.6M3.2 8h9.6" />,
  warning: <path d="M8 2.4 14.2 13H1.8zM8 6.6v3M8 11.2v.1" />,
  again: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.4v2.8h-2.8" />,
  undo: <path d="M5.5 3 2.8 5.7l2.7 2.7M3 5.7h6a3.8 3.8 0 0 1 0 7.6H6.5" />,
  redo: <path d="m10.5 3 2.7 2.7-2.7 2.7M13 5.7H7a3.8 3.8 0 0 0 0 7.6h2.5" />,
  'shift-right': <path d="M3 4v8M6 8h7M10.2 5.2 13 8l-2.8 2.8" />,
  'shift-left': <path d="M13 4v8M10 8H3M5.8 5.2 3 8l2.8 2.8" />,
  split: <path d="M8 2.5v11M6 8H2.5M4.5 6l-2 2 2 2M10 8h3.5M11.5 6l2 2-2 2" />,
  aside: <path d="M2.5 3.5h11v3.2h-11zM3.5 6.7v5.8h9V6.7M6.3 9.2h3.4" />,
  key: (
    <>
      <circle cx="5.5" cy="10.5" r="2.6" />
      <path d="m7.4 8.6 5-5M10.5 5.5l1.6 1.6" />
    </>
  ),
  link: (
    <path d="m6.5 9.5 3-3M7 4.8l1.3-1.3a2.6 2.6 0 0 1 3.7 3.7l-1.3 1.3M9 11.2l-1.3 1.3A2.6 2.6 0 0 1 4 8.8l1.3-1.3" />
  ),
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
  pencil: <path d="m3 13 .6-2.8 7.2-7.2 2.2 2.2-7.2 7.2zM9.6 4.2l2.2 2.2" />,
  trash: <path d="M3 4.5h10M6.3 4.5V2.8h3.4v1.7M4.3 4.5l.6 8.9h6.2l.6-8.9M6.8 7v4M9.2 7v4" />,
  lock: <path d="M3.5 7.2h9v6.3h-9zM5.3 7.2V5.1a2.7 2.7 0 0 1 5.4 0v2.1" />,
  eye: (
    <>
      <path d="M1.6 8S3.9 3.9 8 3.9 14.4 8 14.4 8 12.1 12.1 8 12.1 1.6 8 1.6 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  print: <path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z" />,
  more: <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2" />,
} satisfies Record<string, JSX.Element>;

export type IconName = keyof typeof shapes;

interface IconProps {
  readonly name: IconName;
  /** px; 16 unless told. */
  readonly size?: number;
  readonly className?: string | undefined;
}

/** A drawing beside a word; never instead of one, but in the narrow rail. Takes the colour of the text. */
export function Icon({ name, size = 16, className }: IconProps) {
  return (
    <svg className={cx(styles['icon'], className)} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
