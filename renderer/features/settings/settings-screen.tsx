import { useState, type ReactNode } from 'react';
import type { AppInfo, Settings } from '#shared/contract/app.ts';
import type { Fault } from '#shared/fault.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useChangeSettings } from '../../app/use-workspace.ts';
import { windowBridge } from '../../client/window-bridge.ts';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { zoneName } from '../../ui/format-time.ts';
import type { Option } from '../../ui/option.ts';
import { Segments } from '../../ui/segments.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './settings-screen.module.css';
import { ZoneField } from './zone-field.tsx';

const themes: readonly Option<Settings['theme']>[] = [
  { id: 'system', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
];
const densities: readonly Option<Settings['density']>[] = [
  { id: 'compact', label: 'Compact' },
  { id: 'comfortable', label: 'Comfortable' },
];

interface RowProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly hint: ReactNode;
}

const Row = ({ title, children, hint }: RowProps) => (
  <div className={styles['row']}>
    <h2 className={styles['title']}>{title}</h2>
    <div>{children}</div>
    <p className={styles['hint']}>{hint}</p>
  </div>
);

interface SettingsScreenProps {
  readonly settings: Settings;
  readonly info: AppInfo;
}

/** What a person may set about the app, applied at once, and what the app says of itself. */
export function SettingsScreen({ settings, info }: SettingsScreenProps) {
  const changeSettings = useChangeSettings();
  const [fault, setFault] = useState<Fault | null>(null);
  const bridge = windowBridge();
  const change = (next: Partial<Settings>): void => void changeSettings(next).then(setFault);
  return (
    <>
      <ScreenHeader title="Settings" note="Changes hold at once" />
      <div className={styles['page']}>
        {fault === null ? null : <FaultNotice fault={fault} onDismiss={() => setFault(null)} />}
        <Row title="Theme" hint="Light and dark have the same contrasts.">
          <Segments
            label="Theme"
            hideLabel
            options={themes}
            selected={settings.theme}
            onChoose={(theme) => change({ theme })}
          />
        </Row>
        <Row title="Density" hint="Rows of 28 or 34 px in every grid.">
          <Segments
            label="Density"
            hideLabel
            options={densities}
            selected={settings.density}
            onChoose={(density) => change({ density })}
          />
        </Row>
        <Row
          title="Time zone"
          hint={`All times are shown in it; beside a full date it stands as ${zoneName(settings.timeZone)}.`}
        >
          <ZoneField zone={settings.timeZone} onChange={(timeZone) => change({ timeZone })} />
        </Row>
        <Row title="Data folder" hint="History, rejects, settings, and the built-in database.">
          <code className={styles['path']}>{info.dataFolder}</code>
          {bridge === null ? null : (
            <TextLink onPress={() => void bridge.reveal(info.dataFolder)}>Show in folder</TextLink>
          )}
        </Row>
        <Row title="About" hint="Every row of every file is accounted for: inserted, updated, skipped or rejected.">
          <DefinitionList
            items={[
              { term: 'Sluice', value: info.version },
              { term: 'Runs in', value: info.host === 'electron' ? 'its own window' : 'a browser, from this computer' },
              { term: 'System', value: info.platform },
              {
                term: 'Passwords',
                value: info.secrets === 'os' ? 'kept by the operating system' : 'asked once in each session',
              },
            ]}
          />
        </Row>
      </div>
    </>
  );
}
