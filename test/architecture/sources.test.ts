import { describe, expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.ts';

const where = (files: readonly SourceFile[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) && !/^\s*(\/\/|\*)/.test(line) ? [`${path}:${index + 1}`] : [],
      ),
  );

const ENVIRONMENT =
  /(?<!['"`])\bprocess\s*(\.|\[\s*['"`])\s*env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](node:)?process['"]/;
const CLOCK_OR_CHANCE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/;

describe('the sources', () => {
  const files = sourceFiles('src');

  it('read the environment in config.ts only', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(where(files, ENVIRONMENT).filter((place) => !place.startsWith('src/config.ts:'))).toEqual([]);
    expect(where(files, ENVIRONMENT).length).toBeGreaterThan(0);
  });

  it('have neither clock nor chance in the rules and the engine', () => {
    const pure = files.filter(({ path }) => /^src\/(domain|engine)\//.test(path));
    expect(pure.length).toBeGreaterThan(20);
    // The name of a file that is moved into place: no decision hangs on it.
    const named = (place: string): boolean => place.startsWith('src/engine/mapping/load-custom.ts:');
    expect(where(pure, CLOCK_OR_CHANCE).filter((place) => !named(place))).toEqual([]);
  });

  it('leave alone a name in quotes, which a bundler replaces', () => {
    const text = `define: { 'process.env.NODE_ENV': '"production"' }`;
    expect(where([{ path: 'src/x.ts', text }], ENVIRONMENT)).toEqual([]);
  });

  it.each([
    `const a = process.env.TOKEN;`,
    `const a = process['env'].TOKEN;`,
    `const { env } = process.env;`,
    `import { env } from 'node:process';`,
  ])('would be caught reading the environment: %s', (text) => {
    expect(where([{ path: 'src/x.ts', text }], ENVIRONMENT)).toEqual(['src/x.ts:1']);
  });

  it.each([`const now = Date.now();`, `new Date().toISOString()`, `Math.random() < 0.5`, `randomUUID()`])(
    'would be caught with a clock or chance: %s',
    (text) => {
      expect(where([{ path: 'src/domain/x.ts', text }], CLOCK_OR_CHANCE)).toEqual(['src/domain/x.ts:1']);
    },
  );

  it('are named in kebab case, without drawers', () => {
    const wrong = files.filter(
      ({ path }) =>
        !/^[a-z0-9-]+(\.d)?\.tsx?$/.test(path.split('/').at(-1) ?? '') ||
        /\/(utils?|helpers?|common|misc|lib|index)(\.tsx?|\/)/.test(path),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
