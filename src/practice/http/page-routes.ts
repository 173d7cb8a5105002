/** What the browser page talks to. See `page-api.ts`. */
import { actRequestSchema } from '../control/act-schema.ts';
import type { PerformAct } from '../control/act.ts';
import type { PageState } from '../page-api.ts';
import type { World } from '../world.ts';
import { type Exchange, readJson, sendJson, sendText } from './exchange.ts';

/** The page itself, as its bundler made it. Paths start with `/`; `/` is the page. */
export type PageAssets = Readonly<Record<string, { readonly type: string; readonly body: string | Buffer }>>;

export interface PageParts {
  readonly world: World;
  readonly perform: PerformAct;
  readonly look: (user: string) => PageState | null;
  readonly revision: () => number;
  readonly assets: (() => Promise<PageAssets>) | null;
}

const KEEP_ALIVE_MS = 20_000;

const serveEvents = ({ world, revision }: PageParts, { request, response }: Exchange): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const tell = (): void =>
    void response.write(`event: changed\ndata: ${JSON.stringify({ revision: revision() })}\n\n`);
  let isWaiting = false;
  // Changes come in bursts: one message for all that happens in the same turn.
  const stop = world.onChange(() => {
    if (isWaiting) return;
    isWaiting = true;
    setImmediate(() => {
      isWaiting = false;
      tell();
    });
  });
  const alive = setInterval(() => response.write(': alive\n\n'), KEEP_ALIVE_MS);
  request.on('close', () => {
    stop();
    clearInterval(alive);
  });
  tell();
};

export const serveFile = async (world: World, { url, response }: Exchange): Promise<void> => {
  const file = world.state.files[url.pathname.split('/').at(-1) ?? ''];
  const bytes = file === undefined ? null : await world.contents.read(file.id);
  if (file === undefined || bytes === null) {
    sendText(response, 404, { type: 'text/plain', text: 'No such file.' });
    return;
  }
  sendText(response, 200, {
    type: file.mimeType,
    text: bytes,
    headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` },
  });
};

const serveAct = async ({ perform }: PageParts, { request, response }: Exchange): Promise<void> => {
  // JSON only: a foreign form cannot send it.
  const isJson = (request.headers['content-type'] ?? '').includes('application/json');
  const parsed = actRequestSchema.safeParse(isJson ? await readJson(request) : undefined);
  if (!parsed.success) {
    sendJson(response, 400, {
      body: { error: parsed.error.issues.map((issue) => issue.message).join('; ') },
    });
    return;
  }
  sendJson(response, 200, { body: await perform(parsed.data) });
};

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Without a bundled page: the people, as links to what they see. */
const plainPage = ({ world }: PageParts): string => {
  const people = world.state.people.map(
    (person) =>
      `<li><a href="/page/state?as=${encodeURIComponent(person.id)}">${escapeHtml(person.displayName)}</a>, ${escapeHtml(person.title)}</li>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(world.state.team.name)}</title><h1>${escapeHtml(world.state.team.name)}</h1><ul>${people.join('')}</ul></html>`;
};

/** A permalink leads to its message on the page. */
const servePermalink = ({ url, response }: Exchange): boolean => {
  const [, channel, seconds, micros] = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(url.pathname) ?? [];
  if (channel === undefined) return false;
  const thread = url.searchParams.get('thread_ts');
  const query = new URLSearchParams({
    channel,
    ts: `${seconds}.${micros}`,
    ...(thread === null ? {} : { thread_ts: thread }),
  });
  sendText(response, 302, { type: 'text/plain', text: '', headers: { location: `/?${query.toString()}` } });
  return true;
};

/** Nothing from elsewhere, no script or style in the page itself. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const serveAsset = async (parts: PageParts, { url, response }: Exchange): Promise<boolean> => {
  if (!/^\/[a-z.-]*$/.test(url.pathname)) return false;
  const assets = await parts.assets?.();
  const asset =
    assets !== undefined && Object.hasOwn(assets, url.pathname) ? assets[url.pathname] : undefined;
  if (asset === undefined && url.pathname !== '/') return false;
  sendText(response, 200, {
    type: asset?.type ?? 'text/html; charset=utf-8',
    text: asset?.body ?? plainPage(parts),
    headers: { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' },
  });
  return true;
};

/** @returns false when the path is not the page's */
export const servePage = async (parts: PageParts, exchange: Exchange): Promise<boolean> => {
  const { request, response, url } = exchange;
  if (request.method === 'POST') {
    if (url.pathname !== '/page/act') return false;
    await serveAct(parts, exchange);
    return true;
  }
  if (url.pathname.startsWith('/page/files/')) {
    await serveFile(parts.world, exchange);
    return true;
  }
  if (url.pathname !== '/page/state' && url.pathname !== '/page/events')
    return servePermalink(exchange) || (await serveAsset(parts, exchange));
  // Nobody named: the page has been opened for the first time.
  const as = url.searchParams.get('as') ?? '';
  const state = parts.look(as === '' ? (parts.world.state.people[0]?.id ?? '') : as);
  if (state === null) sendJson(response, 404, { body: { error: 'Nobody of this id is in the workspace.' } });
  else if (url.pathname === '/page/state') sendJson(response, 200, { body: state });
  else serveEvents(parts, exchange);
  return true;
};
