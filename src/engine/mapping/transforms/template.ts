import { readTemplate } from '#domain/plan/template-text.ts';
import type { ChainValue, Refusal, TransformKind } from '../transform.ts';

const SEVERAL: Refusal = {
  code: 'value-invalid',
  detail: 'several values where the template wants one; join them first',
};

/**
 * Words with source fields in them: '{First Name} {Last Name}', '{}' for the value so far. An empty field leaves an empty
 * place; if every field is empty, so is the result.
 */
export const templateTransform: TransformKind<'template'> = {
  compile: ({ text }, context) => {
    const read = readTemplate(text);
    const pieces = 'pieces' in read ? read.pieces : [{ kind: 'words' as const, words: text }];
    const parts = pieces.map((piece) =>
      piece.kind === 'words' ? piece.words : piece.kind === 'value' ? -1 : context.fieldIndex(piece.field),
    );
    const onlyWords = parts.every((part) => typeof part === 'string');
    return (value, row): ChainValue | Refusal => {
      let result = '';
      let filled = onlyWords;
      for (const part of parts) {
        if (typeof part === 'string') {
          result += part;
          continue;
        }
        const piece = part === -1 ? value : (row.values[part] ?? null);
        if (piece === null || piece === '') continue;
        if (typeof piece !== 'string') return SEVERAL;
        filled = true;
        result += piece;
      }
      return filled ? result : null;
    };
  },
  reverse: () => ({ reversible: false, because: 'where one field ends and the next begins cannot be told' }),
};
