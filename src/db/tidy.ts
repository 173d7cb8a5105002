import { sql } from 'drizzle-orm';
import type { Session } from './session.ts';

/** Slack repeats a request for minutes, and a signed one can be replayed for five; a day is ample. */
const DELIVERIES_KEPT_HOURS = 24;
const OUTBOX_KEPT_HOURS = 24;
/** The pace looks back one minute. */
const MARKS_KEPT_MINUTES = 10;
const ROWS_AT_ONCE = 5_000;

/** Removes what has had its time: delivered outbox rows, deliveries seen, marks of progress. A part at a time. */
export const tidy = async ({ db }: Session): Promise<void> => {
  await db.execute(sql`
    delete from lockstep.outbox where id in (
      select id from lockstep.outbox
      where delivered_at < clock_timestamp() - make_interval(hours => ${OUTBOX_KEPT_HOURS})
      limit ${ROWS_AT_ONCE} for update skip locked)`);
  await db.execute(sql`
    delete from lockstep.deliveries where id in (
      select id from lockstep.deliveries
      where at < clock_timestamp() - make_interval(hours => ${DELIVERIES_KEPT_HOURS})
      limit ${ROWS_AT_ONCE} for update skip locked)`);
  await db.execute(sql`
    delete from lockstep.progress_marks where ctid = any (array(
      select ctid from lockstep.progress_marks
      where at < clock_timestamp() - make_interval(mins => ${MARKS_KEPT_MINUTES})
      limit ${ROWS_AT_ONCE} for update skip locked))`);
};
