import {
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
  type Header,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { GridColumn } from './grid-column.ts';

const sizing = tableFeatures({ columnSizingFeature, columnResizingFeature });

// The rows never pass through the table: there may be millions, and only those in sight are there at all.
const noRows: readonly Record<string, never>[] = [];

export type GridHeader = Header<typeof sizing, Record<string, never>>;

const WIDTH_MIN = 40;

export interface ColumnWidths {
  readonly headers: readonly GridHeader[];
  /** For grid-template-columns. */
  readonly template: string;
  /** Id of the column that is being drawn wider or narrower; null: none is. */
  readonly resizing: string | null;
  /** px of each column, at least; the same array as long as none changed. */
  readonly sizes: readonly number[];
  /** px of all columns with the gutter: narrower boxes scroll. */
  readonly total: number;
  /** Draws a column wider or narrower by so many px. */
  readonly widen: (column: number, px: number) => void;
}

/**
 * The widths of the columns, as given and as the person drew them.
 * @param gutter px; 0: there is none
 */
export function useColumnWidths<Row>(columns: readonly GridColumn<Row>[], gutter: number): ColumnWidths {
  const defs = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: () => column.head ?? column.label,
        size: column.width,
        minSize: column.minWidth ?? WIDTH_MIN,
        maxSize: 2000,
      })),
    [columns],
  );
  const table = useTable({ features: sizing, columns: defs, data: noRows, columnResizeMode: 'onChange' });
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const sizes = useNumbers(headers.map((header) => header.getSize()).join(' '));
  const drawn = table.state.columnSizing;
  const widths = headers.map((header, place) => {
    const column = columns[place];
    const px = header.getSize();
    // A column that was drawn by hand keeps that width; until then the one that grows takes what is left.
    return column?.grow === true && drawn[column.id] === undefined ? `minmax(${px}px, 1fr)` : `${px}px`;
  });
  const total = headers.reduce((sum, header) => sum + header.getSize(), gutter);
  return {
    headers,
    resizing: table.state.columnResizing.isResizingColumn || null,
    template: [...(gutter > 0 ? [`${gutter}px`] : []), ...widths].join(' '),
    sizes,
    total,
    widen(place, px) {
      const header = headers[place];
      const column = columns[place];
      if (header === undefined || column === undefined) return;
      const width = Math.max(column.minWidth ?? WIDTH_MIN, header.getSize() + px);
      table.setColumnSizing((before) => ({ ...before, [column.id]: width }));
    },
  };
}

/** Numbers of a text, the same array as long as the text is the same. */
const useNumbers = (text: string): readonly number[] => useMemo(() => text.split(' ').map(Number), [text]);
