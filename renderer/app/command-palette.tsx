import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { Icon } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import menu from '../ui/menu.module.css';
import styles from './command-palette.module.css';
import type { Command, CommandGroup } from './palette-commands.ts';

interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly groups: readonly CommandGroup[];
}

const Line = ({ command, onDone }: { readonly command: Command; readonly onDone: () => void }) => (
  <MenuItem
    id={command.id}
    textValue={`${command.label} ${command.detail ?? ''}`}
    className={menu['item'] ?? ''}
    onAction={() => {
      onDone();
      command.run();
    }}
  >
    <Icon name={command.icon} className={menu['icon']} />
    <span className={styles['words']}>
      {command.label}
      {command.detail === undefined ? null : <span className={styles['detail']}>{command.detail}</span>}
    </span>
    {command.keys === undefined ? null : <Kbd keys={command.keys} />}
  </MenuItem>
);

/** Everything that can be done, by its name: type, choose with the arrows, Enter. */
export function CommandPalette({ isOpen, onClose, groups }: CommandPaletteProps) {
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <ModalOverlay
      className={styles['overlay'] ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''} aria-label="Commands">
          <Autocomplete filter={contains}>
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the palette was just opened to type in */}
            <SearchField className={styles['search'] ?? ''} aria-label="Find a command" autoFocus>
              <Icon name="search" />
              <Input className={styles['input'] ?? ''} placeholder="Find a command, a table, a connection" />
              <Kbd keys="escape" />
            </SearchField>
            <Menu
              className={styles['list'] ?? ''}
              aria-label="Commands"
              items={groups}
              renderEmptyState={() => <p className={styles['none']}>Nothing is called that.</p>}
            >
              {(group) => (
                <MenuSection id={group.title}>
                  <Header className={styles['title'] ?? ''}>{group.title}</Header>
                  {group.commands.map((command) => (
                    <Line key={command.id} command={command} onDone={onClose} />
                  ))}
                </MenuSection>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
