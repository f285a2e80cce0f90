import type { Ref } from 'react';
import { typeLabel } from '#shared/column.ts';
import type { ColumnRule, ValueRule } from '#shared/rule.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import styles from './column-panel.module.css';
import { isTextType, typeOptions } from './column-types.ts';
import { newRule, withItem } from './edit-dictionary.ts';
import { RuleFields } from './rule-fields.tsx';
import { ruleNames } from './rule-words.ts';

interface ColumnPanelProps {
  readonly rule: ColumnRule;
  readonly onChange: (change: Partial<ColumnRule>) => void;
  readonly onType: (type: string) => void;
  /** What the table itself asks for; null: there is no table, or no such column in it. */
  readonly catalog: ColumnRule | null;
  readonly panelRef: Ref<HTMLElement>;
}

const kinds: readonly { readonly kind: ValueRule['kind']; readonly detail: string }[] = [
  { kind: 'length', detail: 'Characters, at least or at most.' },
  { kind: 'pattern', detail: 'A regular expression that must match.' },
  { kind: 'range', detail: 'From the least to the greatest value.' },
  { kind: 'oneOf', detail: 'These values and no others.' },
];
const entries: readonly MenuEntry[] = kinds.map(({ kind, detail }) => ({ id: kind, label: ruleNames[kind], detail }));

/** What the table asks for in any case. */
function catalogWords(catalog: ColumnRule): string {
  return `In the table: ${typeLabel(catalog.type)}${catalog.required ? ', not null' : ''}. That holds in any case.`;
}

/** All that is asked of one column. */
export function ColumnPanel({ rule, onChange, onType, catalog, panelRef }: ColumnPanelProps) {
  const setRule = (at: number, next: ValueRule | null): void => onChange({ rules: withItem(rule.rules, at, next) });
  return (
    <SidePane name={rule.name} label={`Rules of ${rule.name}`} dense paneRef={panelRef}>
      <SelectField
        label="Type"
        options={typeOptions([rule.type, catalog?.type ?? null])}
        selected={rule.type}
        onChoose={onType}
        {...(catalog === null ? {} : { hint: catalogWords(catalog) })}
      />
      <div className={styles['flags']}>
        <CheckBox
          isSelected={rule.required}
          onChange={(required) => onChange({ required })}
          detail="A row without a value is rejected."
        >
          Required
        </CheckBox>
        {isTextType(rule.type) ? (
          <CheckBox
            isSelected={rule.notEmpty}
            onChange={(notEmpty) => onChange({ notEmpty })}
            detail="An empty text is rejected too."
          >
            Not empty
          </CheckBox>
        ) : null}
      </div>
      {rule.rules.map((one, at) => (
        <RuleFields
          // A rule has no name but its place, and no state of its own that a changed place would confuse.
          // oxlint-disable-next-line react/no-array-index-key -- rules are an ordered list
          key={`${rule.name} ${at}`}
          rule={one}
          type={rule.type}
          onChange={(next) => setRule(at, next)}
          onRemove={() => setRule(at, null)}
        />
      ))}
      <MenuButton
        label="Add a rule"
        icon="plus"
        entries={entries}
        onChoose={(id) => {
          const kind = kinds.find((one) => one.kind === id)?.kind;
          if (kind !== undefined) onChange({ rules: [...rule.rules, newRule(kind)] });
        }}
      />
    </SidePane>
  );
}
