import type { ReactNode } from 'react';
import { Link, TooltipTrigger } from 'react-aria-components';
import { cx } from '../ui/class-names.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { hrefOf, screenRoute, type Screen } from './navigation.ts';
import { RailTip } from './rail-tip.tsx';
import styles from './rail.module.css';
import { useNarrow } from './use-narrow.ts';

/** A number beside a section's name; gold where it counts rows that are still in hand. */
export interface Tally {
  readonly text: string;
  readonly gold: boolean;
  /** What is counted: `70 rejects in the last batch`. */
  readonly meaning: string;
}

interface Section {
  readonly screen: Screen;
  readonly word: string;
  readonly icon: IconName;
}

const sections: readonly Section[] = [
  { screen: 'tables', word: 'Tables', icon: 'tables' },
  { screen: 'import', word: 'Import', icon: 'import' },
  { screen: 'rejects', word: 'Rejects', icon: 'rejects' },
  { screen: 'runs', word: 'Runs', icon: 'runs' },
  { screen: 'backups', word: 'Backups', icon: 'backups' },
  { screen: 'rest', word: 'REST', icon: 'rest' },
];
const settings: Section = { screen: 'settings', word: 'Settings', icon: 'settings' };

interface RailProps {
  readonly plate: ReactNode;
  readonly current: Screen;
  /** Whether a connection is open: without one there are no tables, runs or rejects to go to. */
  readonly connected: boolean;
  readonly tallies: Partial<Record<Screen, Tally>>;
  /** How far a load is, beside Import; takes the class of a tally. */
  readonly progress?: (className: string) => ReactNode;
}

interface EntryProps {
  readonly section: Section;
  readonly current: boolean;
  readonly tally: Tally | undefined;
  /** Beside the word, where there is no tally. */
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
}

function Entry({ section, current, tally, aside, className }: EntryProps) {
  const narrow = useNarrow();
  return (
    <TooltipTrigger delay={300} isDisabled={!narrow}>
      <Link
        href={hrefOf(screenRoute(section.screen))}
        className={cx(styles['entry'], className)}
        {...(current ? { 'aria-current': 'page' as const } : {})}
      >
        <Icon name={section.icon} />
        <span className={styles['word']}>{section.word}</span>
        {aside}
        {tally === undefined ? null : (
          <span className={cx(styles['tally'], tally.gold && styles['gold'])} title={tally.meaning}>
            {tally.text}
          </span>
        )}
      </Link>
      <RailTip>{tally === undefined ? section.word : `${section.word}, ${tally.meaning}`}</RailTip>
    </TooltipTrigger>
  );
}

/** The sections of the app. Below 1100 px they are glyphs, and their words come on focus and on hover. */
export function Rail({ plate, current, connected, tallies, progress }: RailProps) {
  return (
    <nav className={styles['rail']} aria-label="Sections">
      {plate}
      {connected
        ? sections.map((section) => (
            <Entry
              key={section.screen}
              section={section}
              current={current === section.screen}
              tally={tallies[section.screen]}
              aside={section.screen === 'import' ? progress?.(styles['tally'] ?? '') : null}
            />
          ))
        : null}
      <Entry section={settings} current={current === 'settings'} tally={undefined} className={styles['last']} />
    </nav>
  );
}
