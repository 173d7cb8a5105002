export interface TextLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Lines of a text that comes in pieces, several at a time; ended by LF or CRLF. @param tooLong called with a line's number */
export async function* textLines(
  pieces: AsyncIterable<string>,
  { maxCharacters, tooLong }: { maxCharacters: number; tooLong: (line: number) => Error },
): AsyncGenerator<TextLine[]> {
  let open: string[] = [];
  let openCharacters = 0;
  let line = 1;
  const close = (end: string): TextLine => {
    const whole = open.join('') + end;
    open = [];
    openCharacters = 0;
    const text = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const closed = { line, text };
    line += 1;
    return closed;
  };
  for await (const piece of pieces) {
    const lines: TextLine[] = [];
    let from = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', from)) {
      lines.push(close(piece.slice(from, end)));
      from = end + 1;
    }
    open.push(piece.slice(from));
    openCharacters += piece.length - from;
    if (openCharacters > maxCharacters) throw tooLong(line);
    if (lines.length > 0) yield lines;
  }
  if (openCharacters > 0) yield [close('')];
}
