import { index, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { BUTTON_ACTIONS } from '#engine/delivery-ports.ts';
import { lockstep } from './columns.ts';

/** Which Slack message shows what. */
export const messages = lockstep.table('messages', {
  key: text().primaryKey(),
  channel: text().notNull(),
  ts: text().notNull(),
  contentHash: text().notNull(),
  savedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** Requests from Slack that were handled, kept longer than Slack repeats them. */
export const deliveries = lockstep.table(
  'deliveries',
  {
    id: text().primaryKey(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (delivery) => [index('deliveries_at').on(delivery.at)],
);

export const buttons = lockstep.table(
  'buttons',
  {
    /** Opaque: what a click carries tells nothing and cannot be guessed. */
    id: text().primaryKey(),
    action: text({ enum: BUTTON_ACTIONS }).notNull(),
    planId: uuid().notNull(),
    runId: uuid(),
  },
  (button) => [unique('buttons_meaning').on(button.action, button.planId, button.runId).nullsNotDistinct()],
);
