import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { showCount } from '#shared/units.ts';
import { cx } from './class-names.ts';
import styles from './tab-view.module.css';

export interface TabItem<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** A number after the label. */
  readonly count?: number;
}

interface TabViewProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly TabItem<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  /** At the right end of the line of tabs. */
  readonly aside?: ReactNode;
  /** The panel of the selected tab. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** Views of one thing, one at a time. */
export function TabView<Id extends string>({ label, tabs, selected, onSelect, ...more }: TabViewProps<Id>) {
  return (
    <Tabs
      className={cx(styles['view'], more.className)}
      selectedKey={selected}
      onSelectionChange={(key) => {
        const chosen = tabs.find((tab) => tab.id === key);
        if (chosen !== undefined) onSelect(chosen.id);
      }}
    >
      <div className={styles['line']}>
        <TabList aria-label={label} className={styles['tabs'] ?? ''}>
          {tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id} className={styles['tab'] ?? ''}>
              {tab.count === undefined ? tab.label : `${tab.label} ${showCount(tab.count)}`}
            </Tab>
          ))}
        </TabList>
        {more.aside}
      </div>
      {/* Another panel for each tab: one that only changes its id is not found by the tab that controls it. */}
      <TabPanel key={selected} id={selected} className={styles['panel'] ?? ''}>
        {more.children}
      </TabPanel>
    </Tabs>
  );
}
