import { posix } from 'node:path';
import type { SourceFile } from './source-files.ts';

export interface Import {
  /** 'src/db/schema.ts' for a file of ours, 'pg' or 'node:fs' for a package. */
  readonly target: string;
  readonly isPackage: boolean;
  readonly how: 'static' | 'type' | 'dynamic';
}

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');

const PATTERNS = [
  { how: 'type', pattern: /\b(?:import|export)\s+type\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g },
  { how: 'static', pattern: /\b(?:import|export)\b(?!\s+type\b)[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/g },
  { how: 'static', pattern: /\bimport\s*['"]([^'"]+)['"]/g },
  { how: 'static', pattern: /\brequire(?:\.resolve)?\s*\(\s*['"`]([^'"`$]+)/g },
  { how: 'dynamic', pattern: /\bimport\s*\(\s*['"`]([^'"`$]+)/g },
] as const;

const packageName = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

/** What a file imports, in every way TypeScript has. `import('…')` inside a type counts as dynamic. */
export const importsOf = (file: SourceFile): Import[] =>
  PATTERNS.flatMap(({ how, pattern }) =>
    [...withoutComments(file.text).matchAll(pattern)].map(([, specifier = '']): Import => {
      if (specifier.startsWith('.'))
        return { how, isPackage: false, target: posix.join(posix.dirname(file.path), specifier) };
      if (specifier.startsWith('#'))
        return {
          how,
          isPackage: false,
          target: specifier.startsWith('#test/') ? specifier.slice(1) : `src/${specifier.slice(1)}`,
        };
      return { how, isPackage: true, target: packageName(specifier) };
    }),
  );
