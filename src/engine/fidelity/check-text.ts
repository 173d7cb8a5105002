import { aboutPair, compareFilling, isBlank, type FidelityObserver } from './fidelity-observer.ts';

/** Letters and digits in order, without case, accents' spelling and spacing. */
const substance = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{So}]/gu, '');

const lineBreaks = (text: string): number => text.trim().match(/\r\n|\r|\n/g)?.length ?? 0;

/** UTF-8 read as Latin-1 or Windows-1252, or the mark of a character that was lost. */
const MOJIBAKE =
  /Ã[\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â€|Â[\u0080-\u00bf]|ðŸ|\ufffd/u;

const isChanged = (source: string, destination: string): boolean =>
  substance(source) !== substance(destination) ||
  lineBreaks(source) !== lineBreaks(destination) ||
  (MOJIBAKE.test(destination) && !MOJIBAKE.test(source));

/** Text: the same letters, the same line breaks, nothing cut, no broken encoding. Case and outer spaces may differ. */
export const checkText = (): FidelityObserver => ({
  observe: (pair) => {
    const filling = compareFilling(pair);
    if (filling || isBlank(pair.source)) return filling;
    return isChanged(pair.source ?? '', pair.destination ?? '') ? aboutPair('text-changed', pair) : null;
  },
  conclude: () => [],
});
