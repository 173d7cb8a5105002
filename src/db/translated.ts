import { translateError } from './translate-error.ts';

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* translatedItems(items: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* items;
  } catch (error) {
    throw translateError(error);
  }
}

/** The same functions; whatever they fail with leaves as a LockstepError. */
export const translated = <Functions extends object>(functions: Functions): Functions => {
  const wrapped = Object.entries(functions).map(([name, call]: [string, unknown]) => {
    if (typeof call !== 'function') return [name, call];
    const translatedCall = (...args: unknown[]): unknown => {
      const result: unknown = Reflect.apply(call, functions, args);
      if (isAsyncIterable(result)) return translatedItems(result);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        throw translateError(error);
      });
    };
    return [name, translatedCall];
  });
  // The same names with functions of the same signatures, which Object.fromEntries cannot know.
  return Object.fromEntries(wrapped) as Functions;
};
