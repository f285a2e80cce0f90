import { rejectCodeSchema } from '#shared/reject.ts';
import type { ColumnWarning } from '#backend/check/profile.ts';
import { recordReader } from '#backend/parse/read-records.ts';
import { splitFields } from '#backend/parse/split-record.ts';
import type { Attempt } from './attempt.ts';
import { describeErrors } from './describe-errors.ts';
import type { Stage } from './stage.ts';

/** What keys and references that only warn said of the rows of a stage. */
export interface WarningsLater {
  /** Rows with such a warning that had none before. */
  readonly rows: number;
  /** One a key or reference and kind, with the sentence of the first row. */
  readonly warnings: readonly ColumnWarning[];
}

interface Counted {
  readonly code: string;
  readonly item: string;
  readonly count: string;
  readonly extra: string | null;
  readonly byte_offset: string;
  readonly byte_length: string;
}

/** Counts them, in the order of codes and then of the plan. Faults: source.changed. */
export async function collectWarnings(
  { session, plan, source }: Pick<Attempt, 'session' | 'plan' | 'source'>,
  stage: Stage,
): Promise<WarningsLater> {
  if (stage.warnings === null) return { rows: 0, warnings: [] };
  const { rows } = await session.query<{ rows: string }>(
    `select count(distinct w.record) as rows from ${stage.warnings} w
     join ${stage.rows} r on r.record = w.record where not r.warned`,
  );
  const { rows: counted } = await session.query<Counted>(
    `select f.code, f.item, f.count, f.extra, r.byte_offset, r.byte_length
     from (select code, item, count(*) as count, min(record) as record,
         (array_agg(extra order by record))[1] as extra from ${stage.warnings} group by code, item) f
     join ${stage.rows} r on r.record = f.record order by f.code, f.item`,
  );
  const check = { ...plan.check, keys: plan.check.warnedKeys, references: plan.check.warnedReferences };
  const records = recordReader(source, check.dialect);
  try {
    const warnings: ColumnWarning[] = [];
    for (const { code, item, count, extra, byte_offset, byte_length } of counted) {
      const [bytes = Buffer.alloc(0)] = await records.read([
        { byteOffset: Number(byte_offset), bytes: Number(byte_length) },
      ]);
      const found = { code: rejectCodeSchema.parse(code), item: Number(item), extra };
      const told = describeErrors({ ...plan, check }, splitFields(bytes, check.dialect), [found], () => '');
      for (const { column, sentence } of told) warnings.push({ column: column ?? '', count: Number(count), sentence });
    }
    return { rows: Number(rows[0]?.rows), warnings };
  } finally {
    await records.close();
  }
}
