import { type ReactNode, useState } from 'react';
import type { Block } from '../../page-api.ts';
import { LibraryBlock } from './library-block.tsx';
import { numberIn, stringIn, typeOf } from './read-block.ts';
import { TableHead } from './table-head.tsx';
import { TablePager } from './table-pager.tsx';
import { isNumberCell, nextSorting, rowsOf, type Sorting, sortedRows } from './table-rows.ts';

const Cell = ({ cell }: { readonly cell: Block }): ReactNode =>
  typeOf(cell) === 'rich_text' ? <LibraryBlock block={cell} /> : stringIn(cell, 'text');

/** A table with a caption; a heading sorts, and long ones have pages. */
export const DataTable = ({ block }: { readonly block: Block }): ReactNode => {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [page, setPage] = useState(0);
  const [heading = [], ...body] = rowsOf(block);
  const pageSize = numberIn(block, 'page_size') ?? 20;
  const pages = Math.max(1, Math.ceil(body.length / pageSize));
  const current = Math.min(page, pages - 1);
  const shown = sortedRows(body, sorting).slice(current * pageSize, (current + 1) * pageSize);
  const headerColumn = numberIn(block, 'row_header_column_index') ?? 0;
  const caption = stringIn(block, 'caption');
  return (
    <div className="data-table">
      {/* Wide tables are moved sideways, by keyboard too. */}
      <div className="data-table-scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption>{caption}</caption>
          <TableHead
            heading={heading}
            firstRow={body[0] ?? []}
            sorting={sorting}
            onSort={(column) => setSorting(nextSorting(sorting, column))}
          />
          <tbody>
            {shown.map((row, index) => (
              // A row is what stands at this place; cells have no identity.
              <tr key={index}>
                {row.map((cell, column) => {
                  const Tag = column === headerColumn ? 'th' : 'td';
                  return (
                    <Tag
                      key={column}
                      scope={Tag === 'th' ? 'row' : undefined}
                      className={isNumberCell(cell) ? 'number' : undefined}
                    >
                      <Cell cell={cell} />
                    </Tag>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && <TablePager page={current} pageSize={pageSize} rows={body.length} onPage={setPage} />}
    </div>
  );
};
