import type { JobPart } from '#shared/job.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { useBatch } from './batch-provider.tsx';
import type { FileView } from './file-view.ts';
import { LeftOut } from './left-out.tsx';
import { LimitQuestion } from './limit-question.tsx';
import { LoadButton } from './load-button.tsx';
import styles from './next-panel.module.css';
import { planLoad } from './load-plan.ts';
import { OpenQuestions } from './open-questions.tsx';
import { failureOf } from './part-words.ts';
import { ReasonsList } from './reasons-list.tsx';
import { ResultActions } from './result-actions.tsx';
import { RunningMeter } from './running-meter.tsx';
import type { BatchWork } from './use-batch-work.ts';

interface NextPanelProps {
  readonly work: BatchWork;
  /** The file in view. */
  readonly view: FileView | null;
  /** Its part of the check or of the load. */
  readonly part: JobPart | null;
  readonly onCheck: () => void;
}

function Reasons({ part, isLoad }: { readonly part: JobPart; readonly isLoad: boolean }) {
  const { rejected, read } = part.ledger;
  const failed = part.state === 'failed' || part.state === 'cancelled';
  if (rejected === 0) {
    return <h3>{failed ? 'Nothing went in' : `All ${showAmount(read, 'row')} ${isLoad ? 'went in' : 'fit'}`}</h3>;
  }
  return (
    <>
      <h3>{`Why ${showCount(rejected)} ${isLoad ? (rejected === 1 ? 'was' : 'were') : 'will be'} rejected`}</h3>
      <ReasonsList reasons={part.reasons} />
    </>
  );
}

function CheckButton({ work, isDisabled, onCheck }: { work: BatchWork; isDisabled: boolean; onCheck: () => void }) {
  const count = work.views.filter(({ item }) => item !== null).length;
  return (
    <Button variant="primary" big keys="mod+Enter" className={styles['go']} isDisabled={isDisabled} onPress={onCheck}>
      {`Check ${showAmount(isDisabled ? work.views.length : count, 'file')}`}
    </Button>
  );
}

/** What comes next, at every stage: what is awaited, why rows stay out, and the one button. */
export function NextPanel({ work, view, part, onCheck }: NextPanelProps) {
  const { batch } = useBatch();
  const fault = view?.fault ?? (work.checkFits ? failureOf(part) : null);
  const leftOut = (othersGo: boolean) =>
    view === null || fault === null ? null : (
      <LeftOut view={view} fault={fault} othersGo={othersGo} onCheck={onCheck} />
    );
  switch (work.stage) {
    case 'reading':
      return (
        <>
          <h3>Reading</h3>
          <p className={styles['quiet']}>
            {showCount(work.views.filter(({ preview }) => preview !== null).length)} of{' '}
            {showAmount(work.views.length, 'file')} read
          </p>
          <CheckButton work={work} isDisabled onCheck={onCheck} />
        </>
      );
    case 'asking':
      // Nothing to ask and nothing to check: no file can be read.
      if (fault !== null && work.views.every(({ question }) => question === null)) return leftOut(false);
      return (
        <>
          <OpenQuestions views={work.views} />
          <CheckButton work={work} isDisabled onCheck={onCheck} />
        </>
      );
    case 'unchecked':
      return (
        <>
          {/* What stands above the ledger of the file in view is not said twice. */}
          {work.checkFault === null || part?.fault?.code === work.checkFault.code ? (
            (leftOut(false) ?? <h3>Not checked</h3>)
          ) : (
            <FaultNotice fault={work.checkFault} />
          )}
          <CheckButton work={work} isDisabled={false} onCheck={onCheck} />
        </>
      );
    case 'checking':
      return <RunningMeter job={work.checkJob} title="Checking" onCancel={work.cancel} />;
    case 'checked': {
      const plan = planLoad(work.views, work.checked, batch.options);
      return (
        <>
          {leftOut(plan.keys.length > 0) ??
            (part === null ? <h3>Not checked</h3> : <Reasons part={part} isLoad={false} />)}
          <LoadButton
            plan={plan}
            onLoad={work.runLoad}
            fault={work.loadFault}
            leftOutIsTold={fault !== null && plan.leftOut.length === 1}
          />
        </>
      );
    }
    case 'loading':
      if (work.asking !== null) {
        const { part: asking, question, onAnswer } = work.asking;
        return <LimitQuestion key={asking.runId} part={asking} question={question} onAnswer={onAnswer} />;
      }
      return <RunningMeter job={work.loadJob} title="Loading" onCancel={work.cancel} isLoad />;
    case 'loaded':
      return (
        <>
          {/* What stands above the ledger of the file in view is not said twice. */}
          {work.loadFault === null || part?.fault?.code === work.loadFault.code ? null : (
            <FaultNotice fault={work.loadFault} />
          )}
          {part === null ? null : <Reasons part={part} isLoad />}
          <ResultActions work={work} part={part} />
        </>
      );
  }
}
