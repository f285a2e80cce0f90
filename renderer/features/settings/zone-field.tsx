import { useMemo, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import field from '../../ui/field.module.css';
import { Icon } from '../../ui/icon.tsx';
import menu from '../../ui/menu.module.css';
import styles from './zone-field.module.css';

interface ZoneFieldProps {
  /** IANA name. */
  readonly zone: string;
  readonly onChange: (zone: string) => void;
  /** The label is shown above it, as in forms. */
  readonly showLabel?: boolean;
}

/** Zones shown while a person types; the list says when there are more. */
const shownMax = 60;

/** All zones of this system, UTC and its own zone first. */
function zonesOf(system: string, all: readonly string[]): readonly string[] {
  return [...new Set(['UTC', system, ...all])];
}

const systemZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A time zone by its name: type a part of it, choose with the arrows. */
export function ZoneField({ zone, onChange, showLabel = false }: ZoneFieldProps) {
  const zones = useMemo(() => zonesOf(systemZone(), Intl.supportedValuesOf('timeZone')), []);
  const [text, setText] = useState(zone);
  const wanted = text === zone ? '' : text.trim().toLowerCase().replaceAll(' ', '_');
  const fitting = zones.filter((name) => name.toLowerCase().includes(wanted));
  return (
    <ComboBox
      {...(showLabel ? {} : { 'aria-label': 'Time zone' })}
      className={field['field'] ?? ''}
      inputValue={text}
      onInputChange={setText}
      value={zone}
      onChange={(key) => {
        if (key === null) return;
        setText(String(key));
        onChange(String(key));
      }}
      onBlur={() => setText(zone)}
      items={fitting.slice(0, shownMax).map((id) => ({ id }))}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      {showLabel ? <Label className={field['label'] ?? ''}>Time zone</Label> : null}
      <span className={field['box']}>
        <Input className={field['input'] ?? ''} />
        <Button className={styles['open'] ?? ''} aria-label="Show zones">
          <Icon name="down" size={12} />
        </Button>
      </span>
      <Popover className={menu['popover'] ?? ''} offset={4} maxHeight={320}>
        <ListBox
          className={menu['menu'] ?? ''}
          renderEmptyState={() => <p className={styles['more']}>No zone is called that.</p>}
        >
          {({ id }: { readonly id: string }) => (
            <ListBoxItem id={id} textValue={id} className={menu['item'] ?? ''}>
              <span className={menu['words']}>
                {id.replaceAll('_', ' ')}
                {id === systemZone() ? <small className={menu['detail']}>the zone of this system</small> : null}
              </span>
              <Icon name="check" size={14} className={menu['tick']} />
            </ListBoxItem>
          )}
        </ListBox>
        {fitting.length > shownMax ? (
          <p className={styles['more']}>
            {shownMax} of {fitting.length} zones shown; type a part of the name
          </p>
        ) : null}
      </Popover>
    </ComboBox>
  );
}
