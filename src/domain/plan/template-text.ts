/** A piece of a template: words as they stand, a source field, or the value so far. */
export type TemplatePiece =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'value' };

/** Takes '{First Name} {}' apart. A brace that opens or closes nothing is a problem, told in words. */
export const readTemplate = (text: string): { pieces: TemplatePiece[] } | { problem: string } => {
  const pieces: TemplatePiece[] = [];
  for (const match of text.matchAll(/\{([^{}]*)\}|([^{}]+)|[{}]/g)) {
    const [whole, field, words] = match;
    if (field !== undefined) {
      pieces.push(field === '' ? { kind: 'value' } : { kind: 'field', field });
    } else if (words === undefined) {
      return { problem: `a '${whole}' without its other half. Placeholders look like {Field Name} or {}` };
    } else pieces.push({ kind: 'words', words });
  }
  return { pieces };
};
