/**
 * Slack's limits as token buckets on the workspace's clock. Tiers give a number a minute; how large a burst Slack lets through is not
 * documented ("short bursts"), so a tier's bucket holds one minute's worth and a channel's holds three messages.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export type Tier = 'T1' | 'T2' | 'T3' | 'T4' | 'special';

interface BucketRule {
  readonly capacity: number;
  readonly perSecond: number;
}

const perMinute = (calls: number): BucketRule => ({ capacity: calls, perSecond: calls / 60 });

const TIER_RULES: Readonly<Record<Tier, BucketRule>> = {
  // One a minute, but an app may open ten connections at once.
  T1: { capacity: 10, perSecond: 1 / 60 },
  T2: perMinute(20),
  T3: perMinute(50),
  T4: perMinute(100),
  special: perMinute(600),
};
export const CHANNEL_BURST = 3;
const CHANNEL_RULE: BucketRule = { capacity: CHANNEL_BURST, perSecond: 1 };
const WORKSPACE_POST_RULE: BucketRule = perMinute(300);

export interface RateLimits {
  /** One call of a method. Returns the seconds to wait, or 0 when it may go on. */
  takeMethod(method: string, tier: Tier, nowMs: number): number;
  /** One message into a channel. Returns the seconds to wait, or 0. */
  takePost(channel: string, nowMs: number): number;
  reset(): void;
}

export const newRateLimits = (): RateLimits => {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const take = (key: string, rule: BucketRule, nowMs: number): number => {
    const bucket = buckets.get(key) ?? { tokens: rule.capacity, atMs: nowMs };
    const earned = (Math.max(0, nowMs - bucket.atMs) / 1000) * rule.perSecond;
    bucket.tokens = Math.min(rule.capacity, bucket.tokens + earned);
    bucket.atMs = nowMs;
    buckets.set(key, bucket);
    // 1e-9: a bucket refilled for exactly one second must not miss by a rounding error.
    if (bucket.tokens >= 1 - 1e-9) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / rule.perSecond));
  };
  return {
    takeMethod: (method, tier, nowMs) => take(`method ${method}`, TIER_RULES[tier], nowMs),
    takePost: (channel, nowMs) =>
      take(`channel ${channel}`, CHANNEL_RULE, nowMs) || take('workspace', WORKSPACE_POST_RULE, nowMs),
    reset: () => buckets.clear(),
  };
};
