import { isRefusal, type ChainValue, type Refusal, type Step } from './transform.ts';

type ReadText = (text: string) => string | null | Refusal;

const eachText = (texts: readonly string[], read: ReadText): ChainValue | Refusal => {
  const result: string[] = [];
  for (const text of texts) {
    const value = read(text);
    if (value === null) continue;
    if (isRefusal(value)) return value;
    result.push(value);
  }
  return result;
};

/** A step that works on text: nothing stays nothing, several texts are taken one by one. */
export const textStep =
  (read: ReadText): Step =>
  (value) => {
    if (typeof value === 'string') return read(value);
    return value === null ? null : eachText(value, read);
  };

/** The same for transforms that read a meaning: blank text is nothing, and white space around a value means nothing. */
export const meaningStep = (read: ReadText): Step =>
  textStep((text) => {
    const trimmed = text.trim();
    return trimmed === '' ? null : read(trimmed);
  });
