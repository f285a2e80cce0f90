import { useCallback, useState } from 'react';
import { showCount } from '#shared/units.ts';
import { DataGrid } from '../ui/data-grid/data-grid.tsx';
import type { GridCell, GridColumn } from '../ui/data-grid/grid-column.ts';
import { usePagedRows } from '../ui/data-grid/use-paged-rows.ts';
import styles from './states.module.css';

interface FewRow {
  readonly record: number;
  readonly gap?: string;
  readonly cells: readonly GridCell[];
}

const nothing = (): void => undefined;
const plain = (text: string): GridCell => ({ text });
const doubt = (text: string): GridCell => ({ text, look: 'doubt', align: 'start' });
const says = {
  sentence: 'job_id is empty.',
  more: 'The dictionary requires it. Record 2, byte 40.',
  actions: [
    { label: '16 rows like this', onPress: nothing },
    { label: 'set a default', onPress: nothing },
  ],
} as const;

const few: readonly FewRow[] = [
  { record: 1, cells: [plain('1'), plain('Harold Vogt'), plain('2021-11-07 02:48:42+00'), plain('2'), plain('96')] },
  {
    record: 2,
    cells: [
      plain('2'),
      plain('Ty Hofer'),
      plain('2021-05-30 05:43:46+00'),
      plain('8'),
      { text: '', word: 'empty', look: 'bad', align: 'start', say: says },
    ],
  },
  {
    record: 3,
    cells: [
      plain('3'),
      {
        text: 'Lyman',
        look: 'warning',
        say: { sentence: 'name has one word.', more: 'A name and a surname are expected.' },
      },
      plain('2021-09-01 23:27:38+00'),
      { text: '5', look: 'changed' },
      plain('20'),
    ],
  },
  { record: 4, gap: '60 records, all fit', cells: [] },
  {
    record: 67,
    cells: [
      doubt('67'),
      doubt('Thia Morican'),
      doubt('2021-03-10T19:27:10Z'),
      doubt('104'),
      {
        text: '',
        word: '4 of 5 fields',
        look: 'gone',
        align: 'start',
        say: { sentence: 'The row has 4 fields; the table takes 5.' },
      },
    ],
  },
  {
    record: 68,
    cells: [plain('68'), plain('Perceval MacLice'), plain('2021-03-16 20:21:07+00'), plain('5'), plain('15')],
  },
];

const fewColumns: readonly GridColumn<FewRow>[] = [
  ['id', 72, 'end'],
  ['name', 150, 'start'],
  ['datetime', 190, 'start'],
  ['department_id', 110, 'end'],
  ['job_id', 136, 'end'],
].map(([id, width, align], place) => ({
  id: String(id),
  label: String(id),
  width: Number(width),
  grow: id === 'name',
  align: align === 'end' ? 'end' : 'start',
  cell: (row) => row.cells[place] ?? plain(''),
}));

const MANY = 5_000_000;
interface ManyRow {
  readonly record: number;
}
const manyColumns: readonly GridColumn<ManyRow>[] = [
  {
    id: 'line',
    label: 'Original line',
    width: 240,
    cell: ({ record }) => ({
      text: `${record},Paco Ivain,5,41`,
      delimiter: ',',
      look: 'original',
    }),
  },
  { id: 'id', label: 'id', width: 90, align: 'end', cell: ({ record }) => doubt(String(record)) },
  { id: 'name', label: 'name', width: 140, grow: true, cell: () => doubt('Paco Ivain') },
  {
    id: 'job_id',
    label: 'job_id',
    width: 90,
    cell: () => ({
      text: '',
      word: 'no field',
      look: 'gone',
      say: { sentence: 'The row has 4 fields; the table takes 5.' },
    }),
  },
];

/** Grids: the looks of a cell, and five million rows. */
export function GridStates() {
  const [opened, setOpened] = useState('');
  const load = useCallback(
    async (offset: number, limit: number) =>
      Array.from({ length: Math.min(limit, MANY - offset) }, (_, index) => ({ record: (offset + index) * 3 + 1 })),
    [],
  );
  const many = usePagedRows<ManyRow>(load);
  const rowAt = useCallback((index: number) => few[index], []);
  return (
    <section className={styles['left']} aria-label="Grids">
      <h2>Cells {opened}</h2>
      <div className={styles['grid']} style={{ height: 200 }}>
        <DataGrid
          label="First rows"
          columns={fewColumns}
          rowCount={few.length}
          rowAt={rowAt}
          gutter={{ label: 'Record', width: 60, text: (row) => showCount(row.record) }}
          gapOf={(row) => row.gap ?? null}
          onOpen={(row) => setOpened(`opened ${row.record}`)}
        />
      </div>
      <h2>{showCount(MANY)} rows</h2>
      <div className={styles['grid']} style={{ height: 420 }}>
        <DataGrid
          label="Rejected rows"
          columns={manyColumns}
          rowCount={MANY}
          rowAt={many.rowAt}
          onSight={many.onSight}
          rowsBetween={many.rowsBetween}
          gutter={{ label: 'Record', width: 88, text: (row) => showCount(row.record) }}
        />
      </div>
    </section>
  );
}
