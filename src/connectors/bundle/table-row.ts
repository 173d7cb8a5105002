import type { QuarantineCode } from '#domain/quarantine.ts';
import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';

/** Something in the source that keeps a row from being moved, if the field at fault (null: any) is asked for. */
export interface RowProblem {
  readonly field: string | null;
  readonly code: QuarantineCode;
  readonly detail: string;
}

export interface TableRow {
  /** Where it begins in the file: line of text, row of a sheet, 1 the first. */
  readonly line: number;
  /** Parallel to the batch's fields. May be shorter: what is missing is null. */
  readonly values: readonly FieldValue[];
  readonly problems?: readonly RowProblem[] | undefined;
}

export interface TableField {
  readonly name: string;
  readonly type: FieldType;
}

/**
 * Rows in file order. `fields` is what is known so far: later batches may add fields and change their types (JSON Lines),
 * never their order. The last batch has the last word; a file without rows has one batch.
 */
export interface RowBatch {
  readonly fields: readonly TableField[];
  readonly rows: readonly TableRow[];
}
