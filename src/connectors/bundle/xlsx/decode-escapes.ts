/** `_x000D_` is how a workbook writes what XML cannot hold; `_x005F_` is an underscore that would otherwise begin one. */
export const decodeEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;
