/** Makes the page that a browser loads: one script, one style sheet, no network. Loaded only when a browser asks. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import type { PageAssets } from '../http/page-routes.ts';

const FOLDER = import.meta.dirname;

const html = (version: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Practice workspace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css?${version}">
<script type="module" src="/page.js?${version}"></script>
</head>
<body><div id="root"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

const bundle = async (): Promise<PageAssets> => {
  const built = await build({
    entryPoints: { page: join(FOLDER, 'main.tsx'), style: join(FOLDER, 'style/page.css') },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    outdir: FOLDER,
    legalComments: 'none',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  // Its helper process is not needed any more.
  await stop();
  const text = (name: string): string =>
    built.outputFiles.find((file) => file.path === join(FOLDER, name))?.text ?? '';
  const script = text('page.js');
  const style = text('style.css');
  const version = createHash('sha256').update(script).update(style).digest('hex').slice(0, 12);
  return {
    '/': { type: 'text/html; charset=utf-8', body: html(version) },
    '/page.js': { type: 'text/javascript; charset=utf-8', body: script },
    '/page.css': { type: 'text/css; charset=utf-8', body: style },
  };
};

let bundled: Promise<PageAssets> | null = null;

/** The page's files, made at the first call and kept. Rejects with esbuild's own words when the sources are broken. */
export const bundlePage = (): Promise<PageAssets> => {
  bundled ??= bundle().catch((error: unknown) => {
    // The next call tries again.
    bundled = null;
    throw error;
  });
  return bundled;
};
