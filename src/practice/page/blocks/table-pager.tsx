import type { ReactNode } from 'react';

interface TablePagerProps {
  /** From 0. */
  readonly page: number;
  readonly pageSize: number;
  readonly rows: number;
  readonly onPage: (page: number) => void;
}

export const TablePager = ({ page, pageSize, rows, onPage }: TablePagerProps): ReactNode => {
  const last = Math.min(rows, (page + 1) * pageSize);
  return (
    <div className="pager">
      <button
        type="button"
        className="button button-small"
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
      >
        Back
      </button>
      <span aria-live="polite">
        {page * pageSize + 1} to {last} of {rows}
      </span>
      <button
        type="button"
        className="button button-small"
        disabled={last === rows}
        onClick={() => onPage(page + 1)}
      >
        Next
      </button>
    </div>
  );
};
