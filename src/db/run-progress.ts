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
      -- A chunk that nobody has begun counts as the stretch of the ledger that was dealt to it.
      select chunk.step, sum(chunk.done)::float8 as done, min(chunk.created_at) as began,
        sum(case when chunk.status = 'pending' and chunk.total = 0 then stretch.records else chunk.total end)::float8
          as total
      from lockstep.chunks as chunk join present using (step)
      left join lockstep.stretches as stretch
        on stretch.run_id = chunk.run_id and stretch.record_class = chunk.record_class
        and stretch.ordinal = chunk.ordinal
      where chunk.run_id = ${run} group by chunk.step
    ), pace as (
      select sum(records)::float8 as records
      from lockstep.progress_marks join present using (step)
      where run_id = ${run} and at > clock_timestamp() - make_interval(secs => ${PACE_SECONDS})
    )
    select sums.step, sums.done, coalesce(sums.total, 0) as total,
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
