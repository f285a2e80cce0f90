import { useState } from 'react';
import type { DictionaryView } from '#shared/contract/dictionaries.ts';
import type { Dictionary } from '#shared/rule.ts';
import { showAmount } from '#shared/units.ts';
import { DraftButtons } from '../../app/draft-buttons.tsx';
import { addStep, beginHistory, isTyping } from '../../app/draft-history.ts';
import { hrefOf, useNavigate } from '../../app/navigation.ts';
import { useFileClaim } from '../../app/file-claim.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useShortcut } from '../../app/shortcut.ts';
import type { ChosenFile } from '../../client/chosen-file.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { countChanges } from './count-changes.ts';
import { DictionaryBody } from './dictionary-body.tsx';
import styles from './dictionary-body.module.css';
import { useDraft } from './drafts.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import { chooseSchemaFile } from './schema-file.ts';
import { StatementPanel } from './statement-panel.tsx';
import { useDictionaryWork } from './use-dictionary-work.ts';

const origins: Readonly<Record<Dictionary['origin'], string>> = {
  builtIn: 'built-in',
  catalog: 'the table’s own',
  person: 'yours',
};

/** The editor of the dictionary of a table, or of one by which a table can be created. */
export function DictionaryEditor({ view }: { readonly view: DictionaryView }) {
  const { name, unsaved } = view;
  const navigate = useNavigate();
  const [kept, keep] = useDraft(name.table);
  const [asksReset, setAsksReset] = useState(false);
  const work = useDictionaryWork(name);
  const draft = kept?.now ?? view.dictionary;
  const changes = countChanges(view.dictionary, draft);
  const exists = view.catalog !== null;
  const isMine = view.dictionary.origin === 'person';
  const then =
    unsaved === null ? 'no dictionary' : unsaved.origin === 'builtIn' ? 'the built-in one' : 'the table’s own';
  const change = (next: Dictionary): void => {
    work.forgetProblems();
    keep(addStep(kept ?? beginHistory(view.dictionary), next, { typed: isTyping(), countChanges }));
  };
  const discard = (): void => {
    work.forgetProblems();
    keep(null);
  };
  const save = (): void => {
    if (changes > 0) void work.save(draft).then((isDone) => (isDone ? keep(null) : undefined));
  };
  const create = (): void => void work.create(draft).then((isDone) => (isDone ? keep(null) : undefined));
  const reset = (): void => {
    setAsksReset(false);
    void work.reset().then((isDone) => {
      if (!isDone) return;
      keep(null);
      if (unsaved === null) navigate({ screen: 'tables', table: null });
    });
  };
  const importSchema = async (file: ChosenFile | null): Promise<void> => {
    const read = file === null ? null : await work.read(file);
    if (read !== null) change(read.dictionary);
  };
  useFileClaim(([file]) => void importSchema(file ?? null));
  useShortcut('mod+Enter', exists ? save : create, !work.pending);
  const saveLabel = changes === 0 ? 'Save dictionary' : `Save ${showAmount(changes, 'change')}`;
  return (
    <>
      <ScreenHeader
        title={`Dictionary of ${name.table}`}
        crumb={
          <>
            <TextLink href={hrefOf({ screen: 'tables', table: name.table })} className={styles['crumb']}>
              Tables
            </TextLink>
            <Icon name="right" size={12} className={styles['chevron']} />
          </>
        }
        note={`${showAmount(draft.columns.length, 'column')}, ${origins[view.dictionary.origin]}`}
      >
        <output className={styles['saved']} title={work.done ?? ''}>
          {changes === 0 ? work.done : null}
        </output>
        <DraftButtons
          history={kept}
          onStep={(history) => {
            work.forgetProblems();
            keep(history);
          }}
        />
        <MenuButton
          label="Schema"
          icon="file"
          entries={[
            {
              id: 'import',
              label: 'Import a Table Schema',
              icon: 'import',
              detail: 'Takes its rules; nothing is saved yet.',
            },
            {
              id: 'export',
              label: 'Export as Table Schema',
              icon: 'export',
              detail: 'Frictionless JSON, with all that is here.',
            },
            ...(changes === 0
              ? []
              : [
                  {
                    id: 'discard',
                    label: `Discard ${showAmount(changes, 'change')}`,
                    icon: 'undo' as const,
                    apart: true,
                  },
                ]),
            ...(isMine
              ? [{ id: 'reset', label: `Back to ${then}`, icon: 'undo' as const, apart: true, destroys: true }]
              : []),
          ]}
          onChoose={(id) => {
            if (id === 'import') void chooseSchemaFile().then(importSchema);
            else if (id === 'export') void work.write(draft);
            else if (id === 'discard') discard();
            else setAsksReset(true);
          }}
        />
        {exists ? null : (
          <Button isDisabled={changes === 0 || work.pending} onPress={save}>
            {saveLabel}
          </Button>
        )}
        {exists ? (
          <Button variant="primary" keys="mod+Enter" isDisabled={changes === 0 || work.pending} onPress={save}>
            {saveLabel}
          </Button>
        ) : (
          <Button variant="primary" keys="mod+Enter" isDisabled={work.pending} onPress={create}>
            {`Create table ${name.table}`}
          </Button>
        )}
      </ScreenHeader>
      <DictionaryBody
        name={name}
        dictionary={draft}
        onChange={change}
        table={exists ? view : null}
        problems={work.problems}
        notes={work.notes}
        onDismissNotes={work.dismissNotes}
        above={work.fault === null ? null : <FaultNotice fault={work.fault} className={styles['notice']} />}
        below={exists ? null : <StatementPanel name={name} dictionary={draft} />}
      />
      {asksReset ? (
        <ResetDialog
          table={name.table}
          then={then}
          verb={
            unsaved === null ? 'Forget it' : `Forget ${showAmount(countChanges(unsaved, view.dictionary), 'change')}`
          }
          onClose={() => setAsksReset(false)}
          onReset={reset}
        />
      ) : null}
    </>
  );
}
