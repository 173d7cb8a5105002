import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { stringIn } from './read-block.ts';
import { isNumberCell, type Sorting } from './table-rows.ts';

interface TableHeadProps {
  readonly heading: readonly Block[];
  /** Says which columns hold numbers. */
  readonly firstRow: readonly Block[];
  readonly sorting: Sorting | null;
  readonly onSort: (column: number) => void;
}

const direction = (sorting: Sorting | null, column: number): 'ascending' | 'descending' | 'none' => {
  if (sorting?.column !== column) return 'none';
  return sorting.isDescending ? 'descending' : 'ascending';
};

const ARROWS = { ascending: '▲', descending: '▼', none: '' } as const;

export const TableHead = ({ heading, firstRow, sorting, onSort }: TableHeadProps): ReactNode => (
  <thead>
    <tr>
      {heading.map((cell, column) => (
        // Columns have no identity but their place.
        <th
          key={column}
          scope="col"
          aria-sort={direction(sorting, column)}
          className={isNumberCell(firstRow[column]) ? 'number' : undefined}
        >
          <button type="button" onClick={() => onSort(column)}>
            {stringIn(cell, 'text')}
            <span aria-hidden="true" className="arrow">
              {ARROWS[direction(sorting, column)]}
            </span>
          </button>
        </th>
      ))}
    </tr>
  </thead>
);
