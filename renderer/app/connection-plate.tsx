import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import type { Connection } from '#shared/connection.ts';
import { cx } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import { useNavigate } from './navigation.ts';
import styles from './rail.module.css';
import { showPlace } from './show-connection.ts';

interface ConnectionPlateProps {
  readonly current: Connection | null;
  readonly connections: readonly Connection[];
  readonly onChoose: (id: string) => void;
}

const Choice = ({ connection }: { readonly connection: Connection }) => (
  <MenuItem
    id={connection.id}
    textValue={`${connection.name}, ${connection.environment}`}
    className={menu['item'] ?? ''}
    data-env={connection.environment}
  >
    <span className={styles['sign']} data-small>
      <Icon name="database" size={12} />
    </span>
    <span className={menu['words']}>
      {connection.name}
      <small className={menu['detail']}>
        <b className={styles['environment']}>{connection.environment}</b> {showPlace(connection)}
      </small>
    </span>
    <Icon name="check" size={14} className={menu['tick']} />
  </MenuItem>
);

/** Where one is connected, in its colour; opens the list of connections. */
export function ConnectionPlate({ current, connections, onChoose }: ConnectionPlateProps) {
  const navigate = useNavigate();
  const name = current?.name ?? 'No database';
  return (
    <MenuTrigger>
      <Button
        className={styles['plate'] ?? ''}
        data-env={current?.environment ?? 'local'}
        aria-label={current === null ? name : `${name}, ${current.environment}`}
      >
        <span className={styles['sign']}>
          <Icon name="database" />
        </span>
        <span className={styles['who']}>
          <b className={styles['name']} title={name}>
            {name}
          </b>
          <span className={styles['environment']}>{current?.environment ?? 'choose one'}</span>
        </span>
        <Icon name="up-down" />
      </Button>
      <Popover
        className={cx(menu['popover'], styles['switcher'])}
        placement="bottom start"
        offset={2}
        containerPadding={8}
      >
        <Menu className={menu['menu'] ?? ''} aria-label="Connections">
          <MenuSection
            items={connections}
            aria-label="Saved connections"
            selectionMode="single"
            selectedKeys={current === null ? [] : [current.id]}
            disallowEmptySelection
            onSelectionChange={(keys) => {
              const [key] = keys;
              if (key !== undefined && key !== current?.id) onChoose(String(key));
            }}
          >
            {(connection) => <Choice connection={connection} />}
          </MenuSection>
          {connections.length === 0 ? null : <Separator className={menu['separator'] ?? ''} />}
          <MenuItem className={menu['item'] ?? ''} onAction={() => navigate({ screen: 'connections', id: 'new' })}>
            <Icon name="plus" className={menu['icon']} />
            <span className={menu['words']}>Connect to Postgres</span>
          </MenuItem>
          <MenuItem className={menu['item'] ?? ''} onAction={() => navigate({ screen: 'connections', id: null })}>
            <Icon name="database" className={menu['icon']} />
            <span className={menu['words']}>All connections</span>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
