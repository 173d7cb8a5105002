/** trigger_id: made when a person does something, spent once, dead after three seconds. */
export const TRIGGER_LIFE_MS = 3000;
const MAX_TRIGGERS = 1000;

interface Trigger {
  readonly user: string;
  readonly atMs: number;
  /** The view whose element or submission made it, if one did. */
  readonly viewId: string | null;
  exchanged: boolean;
}

export type TriggerUse =
  | { readonly ok: true; readonly user: string; readonly viewId: string | null }
  | {
      readonly ok: false;
      readonly error: 'invalid_trigger_id' | 'exchanged_trigger_id' | 'expired_trigger_id';
    };

export interface Triggers {
  issue(id: string, from: { readonly user: string; readonly viewId: string | null }, nowMs: number): void;
  /** Looks without spending: a view that is refused does not use up its trigger. */
  check(id: string, nowMs: number): TriggerUse;
  spend(id: string): void;
}

export const newTriggers = (): Triggers => {
  const triggers = new Map<string, Trigger>();
  return {
    issue: (id, from, nowMs) => {
      triggers.set(id, { ...from, atMs: nowMs, exchanged: false });
      for (const old of triggers.keys()) {
        if (triggers.size <= MAX_TRIGGERS) break;
        triggers.delete(old);
      }
    },
    check: (id, nowMs) => {
      const trigger = triggers.get(id);
      if (trigger === undefined) return { ok: false, error: 'invalid_trigger_id' };
      if (trigger.exchanged) return { ok: false, error: 'exchanged_trigger_id' };
      if (nowMs - trigger.atMs > TRIGGER_LIFE_MS) return { ok: false, error: 'expired_trigger_id' };
      return { ok: true, user: trigger.user, viewId: trigger.viewId };
    },
    spend: (id) => {
      const trigger = triggers.get(id);
      if (trigger !== undefined) trigger.exchanged = true;
    },
  };
};
