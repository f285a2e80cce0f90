import { showCount } from '#shared/units.ts';
import { useOpenFiles } from '../../app/open-files.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useBatch } from './batch-provider.tsx';
import { BatchRow } from './batch-row.tsx';
import styles from './batch-list.module.css';
import { LoadOptionChips } from './load-option-chips.tsx';
import { orderReason, ringSentence } from './order-files.ts';
import { failureOf } from './part-words.ts';
import type { BatchWork } from './use-batch-work.ts';

/** The files of the batch in the order in which they go in, and what holds for all of them. */
export function BatchList({ work, currentKey }: { readonly work: BatchWork; readonly currentKey: string | null }) {
  const { batch, change } = useBatch();
  const openFiles = useOpenFiles();
  const busy = work.stage === 'loading';
  const reason = orderReason(work.views);
  const ring = batch.options.transaction === 'batch' ? null : ringSentence(work.views);
  const leftOut = work.views.filter(
    ({ key, item }) => item === null || (work.checkFits && failureOf(work.checked.get(key) ?? null) !== null),
  ).length;
  return (
    <aside className={styles['batch']} aria-label="Batch">
      <div className={styles['head']}>
        <h2>Batch</h2>
        <Button variant="plain" icon="plus" onPress={() => openFiles()} isDisabled={busy}>
          Add files
        </Button>
      </div>
      <ol className={styles['files']}>
        {work.views.map((view, at) => (
          <BatchRow
            key={view.key}
            view={view}
            place={at + 1}
            isCurrent={view.key === currentKey}
            checked={work.checked.get(view.key) ?? null}
            checkFits={work.checkFits}
            loaded={work.loaded.get(view.key) ?? null}
            canRemove={!busy}
            onShow={() => change({ type: 'show', key: view.key })}
            onRemove={() => change({ type: 'remove', key: view.key })}
          />
        ))}
      </ol>
      {reason === null ? null : (
        <p className={styles['why']}>
          <Icon name="link" size={14} />
          <span>{reason}</span>
        </p>
      )}
      {ring === null ? null : (
        <p className={styles['why']}>
          <Icon name="warning" size={14} />
          <span>{ring}</span>
        </p>
      )}
      {leftOut === 0 || work.stage === 'reading' ? null : (
        <p className={styles['why']}>
          <Icon name="warning" size={14} />
          <span>
            {work.views.length === 1
              ? 'The file cannot go in yet.'
              : `${showCount(leftOut)} of ${showCount(work.views.length)} files cannot go in yet.`}
          </span>
        </p>
      )}
      <LoadOptionChips
        options={batch.options}
        files={batch.files.length}
        onChange={(options) => change({ type: 'setOptions', options })}
        isDisabled={busy}
      />
    </aside>
  );
}
