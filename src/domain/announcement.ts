import type { RunId } from './ids.ts';

/**
 * Something to be told in Slack. It names what to show; the text is made when it is sent, from the state as it is then.
 * Ids only: this travels through the outbox.
 */
export type Announcement =
  /** The one card of a run, posted once and edited in place from then on. */
  | { readonly view: 'run-card'; readonly runId: RunId }
  /** The verdict with its table, posted once in the channel when a run has ended. */
  | { readonly view: 'run-verdict'; readonly runId: RunId }
  /** Evidence as CSV in the card's thread. */
  | { readonly view: 'run-evidence'; readonly runId: RunId }
  /** Tells the person who asked how it ended. */
  | { readonly view: 'tell-requester'; readonly runId: RunId };

/** The stable key: a repeat with the same key edits, it never posts again. */
export const announcementKey = (announcement: Announcement): string =>
  `${announcement.view}.${announcement.runId}`;
