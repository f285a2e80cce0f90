import type { Ambiguity } from '#shared/dialect.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useBatch } from './batch-provider.tsx';
import type { FileView } from './file-view.ts';
import styles from './open-questions.module.css';

function words({ question, preview, file }: FileView): string {
  if (question === 'dialect') return file.name;
  if (question === 'target') return `${file.name}: to which table?`;
  const [first, ...more] = preview?.unfilled ?? [];
  if (first === undefined) return `${file.name}: no field has a column`;
  return `${file.name}: what fills ${first}${more.length === 0 ? '' : ` and ${showCount(more.length)} more`}?`;
}

interface AnswersProps {
  readonly ambiguity: Ambiguity;
  readonly onAnswer: (option: Ambiguity['options'][number]) => void;
}

/** What can be read in more than one way, and each way as a button. */
const Answers = ({ ambiguity: { sentence, options }, onAnswer }: AnswersProps) => (
  <div className={styles['asked']}>
    <p>{sentence}</p>
    <div className={styles['answers']}>
      {options.map((option) => (
        <Button key={option.label} onPress={() => onAnswer(option)}>
          {option.label}
        </Button>
      ))}
    </div>
  </div>
);

/** What only a person can answer before the files can be checked. */
export function OpenQuestions({ views }: { readonly views: readonly FileView[] }) {
  const { change } = useBatch();
  const open = views.filter(({ question }) => question !== null);
  const count = open.reduce(
    (sum, { question, preview }) => sum + (question === 'dialect' ? (preview?.ambiguous.length ?? 1) : 1),
    0,
  );
  return (
    <>
      <h3>{open.length === 0 ? 'No file can be read' : showAmount(count, 'open question')}</h3>
      <ul className={styles['questions']}>
        {open.map((view) => (
          <li key={view.key}>
            <TextLink className={styles['question']} onPress={() => change({ type: 'show', key: view.key })}>
              {words(view)}
            </TextLink>
            {view.question === 'dialect'
              ? view.preview?.ambiguous.map((ambiguity) => (
                  <Answers
                    key={ambiguity.part}
                    ambiguity={ambiguity}
                    onAnswer={({ choice }) =>
                      change({
                        type: 'choose',
                        key: view.key,
                        choice: { dialect: { ...view.file.dialect, ...choice } },
                      })
                    }
                  />
                ))
              : null}
          </li>
        ))}
      </ul>
    </>
  );
}
