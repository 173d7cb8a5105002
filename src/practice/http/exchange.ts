/** Small things every HTTP route needs: reading a bounded body, answering, and telling our own page from a stranger's. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export const MAX_JSON_BYTES = 4 * 1024 * 1024;

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** @returns null when the body is longer than allowed */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += piece.length;
    if (bytes > maxBytes) return null;
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
};

export const sendText = (
  response: ServerResponse,
  status: number,
  content: {
    readonly type: string;
    readonly text: string | Buffer;
    readonly headers?: Readonly<Record<string, string>>;
  },
): void => {
  response.writeHead(status, {
    'content-type': content.type,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...content.headers,
  });
  response.end(content.text);
};

export const sendJson = (
  response: ServerResponse,
  status: number,
  answer: { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> },
): void =>
  sendText(response, status, {
    type: 'application/json; charset=utf-8',
    text: JSON.stringify(answer.body),
    ...(answer.headers === undefined ? {} : { headers: answer.headers }),
  });

/** A JSON body; undefined when it is too long or not JSON. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const body = await readBody(request, MAX_JSON_BYTES);
  if (body === null) return undefined;
  try {
    return JSON.parse(body.toString()) as unknown; // checked by a schema where it is used
  } catch {
    return undefined;
  }
};

const isLoopback = (host: string): boolean => {
  if (!URL.canParse(`http://${host}`)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(`http://${host}`).hostname);
};

/**
 * May this request be served? A name that merely points here (DNS rebinding) is refused by its Host, a foreign web site in the user's
 * browser by its Origin.
 */
export const isOwn = (request: IncomingMessage): boolean => {
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopback(host)) return false;
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `http://${host}`;
};
