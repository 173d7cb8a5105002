/** What the page shows, as its address: `/?as=U0…#channel/thread`. Two windows can be two people. */
export interface PagePlace {
  /** Empty: the first person of the workspace. */
  readonly as: string;
  /** A channel's id, `home` for the app's Home; empty for the first channel. */
  readonly channel: string;
  /** ts of the thread's first message. */
  readonly thread: string | null;
  /** ts of a message to be shown, as a permalink names it. */
  readonly message: string | null;
}

export const HOME = 'home';

const TS = /^\d{1,12}\.\d{6}$/;
const tsOrNull = (text: string | null | undefined): string | null =>
  text !== null && text !== undefined && TS.test(text) ? text : null;

/**
 * Reads an address: the page's own, or that of a permalink (`/?channel=C&ts=TS&thread_ts=TS`).
 * @param before who acted until now, where the address names nobody
 */
export const placeOf = (url: URL, before: string): PagePlace => {
  const query = url.searchParams;
  const [channel = '', thread] = decodeURIComponent(url.hash.slice(1)).split('/');
  return {
    as: query.get('as') ?? before,
    channel: query.get('channel') ?? channel,
    thread: tsOrNull(query.get('thread_ts') ?? thread),
    message: tsOrNull(query.get('ts')),
  };
};

/** The address of a place. The message to be shown is not part of it: it is shown once. */
export const addressOf = (place: PagePlace): string => {
  const hash = place.thread === null ? place.channel : `${place.channel}/${place.thread}`;
  return `/?as=${encodeURIComponent(place.as)}${hash === '' ? '' : `#${hash}`}`;
};

/** Where a link of this workspace leads (`/archives/C0…/p1795…`); null for any other link. */
export const placeOfPermalink = (link: string, origin: string, as: string): PagePlace | null => {
  const url = URL.parse(link);
  if (url?.origin !== origin) return null;
  const [, channel, seconds, micros] = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(url.pathname) ?? [];
  if (channel === undefined) return null;
  const thread = tsOrNull(url.searchParams.get('thread_ts'));
  return { as, channel, thread, message: `${seconds}.${micros}` };
};
