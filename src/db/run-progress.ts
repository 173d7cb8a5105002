import { sql } from 'drizzle-orm';
import type { RunId } from '#domain/ids.ts';
import type { RunProgress } from '#domain/run.ts';
import type { Session } from './session.ts';

/** The pace is that of the last minute, or since the step began if that is less. */
const PACE_SECONDS = 60;

/**
 * How far a run's present step is: that of its newest chunk. One query over chunk rows and a minute of marks, so that a
 * card may ask every few seconds whatever the size of the run.
 */
export const runProgress = async ({ db }: Session, run: RunId): Promise<RunProgress> => {
  const { rows } = await db.execute<{ step: string; done: number; total: number; pace: number | null }>(sql`
    with present as (
      select step from lockstep.chunks where run_id = ${run} order by sequence desc limit 1
    ), sums as (
      select chunk.step, sum(done)::float8 as done, sum(total)::float8 as total, min(created_at) as began
      from lockstep.chunks as chunk join present using (step) where run_id = ${run} group by chunk.step
    ), pace as (
      select sum(records)::float8 as records
      from lockstep.progress_marks join present using (step)
      where run_id = ${run} and at > clock_timestamp() - make_interval(secs => ${PACE_SECONDS})
    )
    select sums.step, sums.done, sums.total,
      pace.records / greatest(1, least(${PACE_SECONDS}, extract(epoch from clock_timestamp() - sums.began)))::float8
        as pace
    from sums cross join pace`);
  const [row] = rows;
  if (!row) return { step: '', done: 0, total: 0, recordsPerSecond: null, secondsLeft: null };
  const recordsPerSecond = row.pace === null || row.pace <= 0 ? null : row.pace;
  return {
    step: row.step,
    done: row.done,
    total: row.total,
    recordsPerSecond,
    secondsLeft: recordsPerSecond === null ? null : Math.max(0, row.total - row.done) / recordsPerSecond,
  };
};
