/** Envelopes that wait for their acknowledgement, each for three seconds of workspace time. */
import { z } from 'zod';
import type { WorkspaceTime } from '../workspace-time.ts';
import { ACK_WITHIN_MS, type DeliveryResult } from './delivery.ts';

const ackSchema = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });

const parseAck = (text: string): { envelope_id: string; payload?: unknown } | null => {
  try {
    return ackSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

export interface PendingAcks {
  /** Resolves with the acknowledgement, or with `timeout`. */
  wait(envelopeId: string): Promise<DeliveryResult>;
  /** What a client sent. Anything but an acknowledgement that is waited for is ignored. */
  receive(text: string): void;
}

export const pendingAcks = (time: WorkspaceTime): PendingAcks => {
  const waiting = new Map<string, (result: DeliveryResult) => void>();
  return {
    wait: (envelopeId) =>
      new Promise((resolve) => {
        const finish = (result: DeliveryResult): void => {
          callOff();
          waiting.delete(envelopeId);
          resolve(result);
        };
        const callOff = time.at(time.nowMs() + ACK_WITHIN_MS, () => finish({ kind: 'timeout' }));
        waiting.set(envelopeId, finish);
      }),
    receive: (text) => {
      const ack = parseAck(text);
      if (ack === null) return;
      const body = isEmptyObject(ack.payload) ? undefined : ack.payload;
      waiting.get(ack.envelope_id)?.({ kind: 'acked', body });
    },
  };
};
