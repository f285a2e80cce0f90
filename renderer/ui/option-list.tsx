import { ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { Icon } from './icon.tsx';
import styles from './menu.module.css';
import type { Option } from './option.ts';

/** What a chip or a select opens: the options, with a tick at the chosen one. Only inside a react-aria Select. */
export function OptionList<Id extends string>({ options }: { readonly options: readonly Option<Id>[] }) {
  return (
    <Popover className={styles['popover'] ?? ''} offset={4} containerPadding={8}>
      <ListBox className={styles['menu'] ?? ''} items={options}>
        {(option) => (
          <ListBoxItem
            id={option.id}
            textValue={option.label}
            isDisabled={option.isDisabled === true}
            className={styles['item'] ?? ''}
          >
            {option.icon === undefined ? null : <Icon name={option.icon} className={styles['icon']} />}
            <span className={styles['words']}>
              {option.label}
              {option.detail === undefined ? null : <small className={styles['detail']}>{option.detail}</small>}
            </span>
            <Icon name="check" size={14} className={styles['tick']} />
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  );
}
