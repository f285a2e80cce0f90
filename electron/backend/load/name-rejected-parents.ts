import type { CircleFile } from './circle.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';
import { valueOf } from './stage.ts';

/** With what the words begin that say why a parent is missing. */
const WHY = ': it was rejected in ';

/** Why a parent is missing, as the list of errors has it; '' where that is not known. */
export const whyOf = (extra: string | null): string => (extra?.startsWith(WHY) ? extra : '');

/**
 * Tells rows whose parent is in the same file, or in one that is judged together with theirs, by which record it was rejected. For
 * parents that were wrong by themselves, who keeps the rejects knows it.
 */
export async function nameRejectedParents(files: readonly Pick<CircleFile, 'attempt' | 'stage'>[]): Promise<void> {
  for (const { attempt, stage } of files) {
    for (const [item, { reference, target, inCircle }] of attempt.plan.parents.entries()) {
      if (!reference.self && !inCircle) continue;
      const ofItem = `e.code = 'reference.missing' and e.item = ${item}`;
      await attempt.session.query(`update ${stage.errors} e set extra = null where ${ofItem}`);
      for (const parent of files) {
        const { schema, table } = parent.attempt.plan.target;
        if (schema !== target.schema || table !== target.table) continue;
        const names = parent.stage.columns.map(({ name }) => name);
        const places = reference.parentColumns.map((name) => names.indexOf(name));
        if (places.includes(-1)) continue;
        const same = reference.columns.map(
          (index, at) => `${valueOf(parent.stage, 'o', places[at] ?? 0)} = ${valueOf(stage, 's', index)}`,
        );
        if (parent.stage === stage) same.push('o.record <> s.record');
        const why = quoteLiteral(`${WHY}${parent.attempt.source.name}, record `);
        await attempt.session.query(
          `update ${stage.errors} e set extra = ${why} || f.parent
           from (select s.record, min(o.record) as parent from ${stage.errors} e
             join ${stage.rows} s on s.record = e.record
             join ${parent.stage.rows} o on ${same.join(' and ')}
             join (select distinct record from ${parent.stage.errors}) x on x.record = o.record
             where ${ofItem} group by s.record) f
           where f.record = e.record and e.extra is null and ${ofItem}`,
        );
      }
    }
  }
}
