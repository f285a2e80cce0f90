import { useState } from 'react';
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import type { ExportFormat, RejectFilter } from '#shared/contract/rejects.ts';
import type { Fault } from '#shared/fault.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { anyReject } from '../../app/navigation.ts';
import { useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { saveExport, type FollowJob, type SavedExport } from '../../client/save-export.ts';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import menu from '../../ui/menu.module.css';
import styles from './export-menu.module.css';

interface Format {
  readonly id: ExportFormat;
  readonly label: string;
  readonly detail: string;
  readonly icon: IconName;
  /** What stands between the file's name and its ending. */
  readonly infix: string;
  readonly ending: string | null;
}

const formats: readonly Format[] = [
  {
    id: 'reload',
    label: 'Reload file (CSV)',
    detail: 'The original bytes, same dialect. Loads again to the same rejects.',
    icon: 'file',
    infix: '.rejects',
    ending: null,
  },
  {
    id: 'csv',
    label: 'Report (CSV)',
    detail: 'With reasons; safe to open in a spreadsheet.',
    icon: 'report',
    infix: '.rejects-report',
    ending: '.csv',
  },
  {
    id: 'json',
    label: 'Report (JSON)',
    detail: 'With reasons, record and byte.',
    icon: 'report',
    infix: '.rejects-report',
    ending: '.json',
  },
  {
    id: 'fixed',
    label: 'Fixed rows (CSV)',
    detail: 'As a replay would send them, under the names of the columns.',
    icon: 'file',
    infix: '.fixed',
    ending: '.csv',
  },
];

/** The name that a save begins with: `hired_employees.rejects.csv`. */
function exportName(sourceName: string, { infix, ending }: Pick<Format, 'infix' | 'ending'>): string {
  const dot = sourceName.lastIndexOf('.');
  const stem = dot > 0 ? sourceName.slice(0, dot) : sourceName;
  return `${stem}${infix}${ending ?? (dot > 0 ? sourceName.slice(dot) : '.csv')}`;
}

type Scope = 'all' | 'shown';

interface ExportMenuProps {
  readonly filter: RejectFilter;
  readonly sourceName: string;
  /** Rejects of the run. */
  readonly total: number;
  /** Rejects that fit the filter. */
  readonly shown: number;
  /** Follows an export that takes its time. */
  readonly follow: FollowJob;
  readonly onDone: (saved: SavedExport) => void;
  readonly onFault: (fault: Fault) => void;
}

const allOf = (runId: string): RejectFilter => ({ runId, query: '', ...anyReject });

/** The exports: never the bytes and the reasons in one file. */
export function ExportMenu({ filter, sourceName, total, shown, follow, onDone, onFault }: ExportMenuProps) {
  const client = useClient();
  const [scope, setScope] = useState<Scope>('all');
  const filtered = shown !== total;
  const save = async (id: string): Promise<void> => {
    const format = formats.find((one) => one.id === id);
    if (format === undefined) return;
    const rows = scope === 'shown' && filtered ? filter : allOf(filter.runId);
    try {
      const saved = await saveExport(client, rows, format.id, {
        suggestedName: exportName(sourceName, format),
        follow,
      });
      if (saved !== null) onDone(saved);
    } catch (error) {
      onFault(faultOf(error));
    }
  };
  const scopes: readonly { readonly id: Scope; readonly label: string }[] = [
    { id: 'all', label: `All ${showCount(total)}` },
    { id: 'shown', label: `Shown ${showCount(shown)}` },
  ];
  return (
    <MenuTrigger>
      <Button icon="export" caret>
        Export
      </Button>
      <Popover className={menu['popover'] ?? ''} placement="bottom end" offset={4} containerPadding={8}>
        <Menu className={menu['menu'] ?? ''} aria-label={`Export ${showAmount(total, 'reject')}`}>
          <MenuSection aria-label="Formats">
            {formats.map(({ id, label, detail, icon }) => (
              <MenuItem
                key={id}
                id={id}
                textValue={label}
                className={menu['item'] ?? ''}
                onAction={() => void save(id)}
              >
                <Icon name={icon} className={menu['icon']} />
                <span className={menu['words']}>
                  {label}
                  <small className={menu['detail']}>{detail}</small>
                </span>
              </MenuItem>
            ))}
          </MenuSection>
          {filtered ? <Separator className={menu['separator'] ?? ''} /> : null}
          {filtered ? (
            <MenuSection
              selectionMode="single"
              disallowEmptySelection
              shouldCloseOnSelect={false}
              selectedKeys={[scope]}
              onSelectionChange={(keys) => setScope(keys !== 'all' && keys.has('shown') ? 'shown' : 'all')}
            >
              <Header className={styles['title'] ?? ''}>Rows to export</Header>
              {scopes.map(({ id, label }) => (
                <MenuItem key={id} id={id} textValue={label} className={menu['item'] ?? ''}>
                  <span className={menu['words']}>{label}</span>
                  <Icon name="check" size={14} className={menu['tick']} />
                </MenuItem>
              ))}
            </MenuSection>
          ) : null}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
