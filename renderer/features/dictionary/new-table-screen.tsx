import { useState } from 'react';
import { hrefOf, useNavigate } from '../../app/navigation.ts';
import { useFileClaim } from '../../app/file-claim.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useShortcut } from '../../app/shortcut.ts';
import type { ChosenFile } from '../../client/chosen-file.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { DictionaryBody } from './dictionary-body.tsx';
import styles from './dictionary-body.module.css';
import { useKeepDraft } from './drafts.tsx';
import { chooseSchemaFile, type ReadSchema } from './schema-file.ts';
import { StatementPanel } from './statement-panel.tsx';
import { useDictionaryWork } from './use-dictionary-work.ts';

type Plan = Pick<ReadSchema, 'name' | 'dictionary' | 'exists'>;

/** A table that is made from a schema file: the file is chosen, what it says can be changed, one button creates it. */
export function NewTableScreen() {
  const navigate = useNavigate();
  const keepDraft = useKeepDraft();
  const [plan, setPlan] = useState<Plan | null>(null);
  const work = useDictionaryWork(plan?.name ?? null);
  const isNamed = plan !== null && plan.name.table.trim() !== '';
  const take = async (file: ChosenFile | null): Promise<void> => {
    const read = file === null ? null : await work.read(file);
    if (read !== null) setPlan(read);
  };
  const create = async (): Promise<void> => {
    if (plan === null || !(await work.create(plan.dictionary))) return;
    navigate({ screen: 'tables', table: plan.name.table });
  };
  const rename = (table: string): void => {
    if (plan === null) return;
    work.forgetProblems();
    setPlan({ name: { ...plan.name, table }, dictionary: { ...plan.dictionary, table }, exists: false });
  };
  useFileClaim(([file]) => void take(file ?? null));
  useShortcut('mod+Enter', () => void create(), isNamed && !work.pending);
  const fault = work.fault === null ? null : <FaultNotice fault={work.fault} className={styles['notice']} />;
  return (
    <>
      <ScreenHeader
        title="New table from a schema"
        crumb={
          <>
            <TextLink href={hrefOf({ screen: 'tables', table: null })} className={styles['crumb']}>
              Tables
            </TextLink>
            <Icon name="right" size={12} className={styles['chevron']} />
          </>
        }
      >
        <Button
          variant={plan === null ? 'primary' : 'secondary'}
          icon="file"
          onPress={() => void chooseSchemaFile().then(take)}
        >
          {plan === null ? 'Choose a schema file' : 'Choose another file'}
        </Button>
        {plan === null ? null : (
          <Button
            variant="primary"
            keys="mod+Enter"
            isDisabled={!isNamed || work.pending}
            onPress={() => void create()}
          >
            {`Create table ${plan.name.table}`}
          </Button>
        )}
      </ScreenHeader>
      {plan === null ? (
        <div className={styles['empty']}>
          {fault}
          <EmptyState title="No schema yet">
            A Frictionless Table Schema (JSON) says which columns a table has and what each must be. The statement is
            shown before the table is created.
          </EmptyState>
        </div>
      ) : (
        <DictionaryBody
          name={plan.name}
          dictionary={plan.dictionary}
          onChange={(dictionary) => {
            work.forgetProblems();
            setPlan({ ...plan, dictionary });
          }}
          table={null}
          problems={work.problems}
          notes={work.notes}
          onDismissNotes={work.dismissNotes}
          above={
            <>
              {fault}
              {plan.exists ? (
                <FaultNotice
                  className={styles['notice']}
                  fault={{
                    sentence: `There is a table ${plan.name.table} already.`,
                    next: 'Give the new one another name, or change the dictionary of that table.',
                  }}
                  actions={[
                    {
                      label: `Take it for ${plan.name.table}`,
                      onPress: () => {
                        keepDraft(plan.name.table, plan.dictionary);
                        navigate({ screen: 'dictionary', table: plan.name.table });
                      },
                    },
                  ]}
                />
              ) : null}
              <div className={styles['tableName']}>
                <TextField
                  label={`Name of the table in schema ${plan.name.schema}`}
                  value={plan.name.table}
                  onChange={rename}
                />
              </div>
            </>
          }
          below={isNamed ? <StatementPanel name={plan.name} dictionary={plan.dictionary} /> : null}
        />
      )}
    </>
  );
}
