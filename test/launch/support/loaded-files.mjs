// Preloaded with --import: prints every file that Node loads, to show what a process never loaded.
import { registerHooks } from 'node:module';
import { writeSync } from 'node:fs';

registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:') && !url.includes('/node_modules/')) writeSync(2, `loaded ${url}\n`);
    return next(url, context);
  },
});
