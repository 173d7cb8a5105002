import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { planId, runId } from '#domain/ids.ts';
import type { ButtonRepository, DeliveryRepository, MessageRepository } from '#engine/delivery-ports.ts';
import { buttons, deliveries, messages } from './schema/slack.ts';
import type { Session } from './session.ts';

export const createMessageRepository = ({ db }: Session): MessageRepository => ({
  find: async (key) => {
    const [row] = await db
      .select({ channel: messages.channel, ts: messages.ts, contentHash: messages.contentHash })
      .from(messages)
      .where(eq(messages.key, key));
    return row ?? null;
  },
  save: async (key, message) => {
    await db
      .insert(messages)
      .values({ key, ...message })
      .onConflictDoUpdate({ target: messages.key, set: { ...message, savedAt: sql`now()` } });
  },
});

export const createDeliveryRepository = ({ db }: Session): DeliveryRepository => ({
  firstTime: async (deliveryId) => {
    const written = await db
      .insert(deliveries)
      .values({ id: deliveryId })
      .onConflictDoNothing()
      .returning({ id: deliveries.id });
    return written.length === 1;
  },
});

export const createButtonRepository = ({ db }: Session): ButtonRepository => ({
  idOf: async (meaning) => {
    const [row] = await db
      .insert(buttons)
      .values({ id: randomBytes(16).toString('base64url'), ...meaning })
      // Nothing is changed; the assignment makes the row that was there come back.
      .onConflictDoUpdate({
        target: [buttons.action, buttons.planId, buttons.runId],
        set: { action: sql`excluded.action` },
      })
      .returning({ id: buttons.id });
    if (!row) throw new Error('insert returned no row');
    return row.id;
  },
  meaning: async (id) => {
    const [row] = await db.select().from(buttons).where(eq(buttons.id, id));
    if (!row) return null;
    return {
      action: row.action,
      planId: planId(row.planId),
      runId: row.runId === null ? null : runId(row.runId),
    };
  },
});
