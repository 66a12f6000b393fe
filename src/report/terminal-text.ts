/** Fitting text into a terminal's columns. Pure. */
import stringWidth from 'string-width';

/** Columns that a text without control characters takes: wide characters and emoji two, combining marks none. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** Breaks text at spaces into lines of at most `width` columns; a longer word stands alone on its line. Never empty. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && columnsOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Filled with spaces to a width in columns: on the right, or on the left for numbers. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const space = ' '.repeat(Math.max(0, width - columnsOf(text)));
  return side === 'left' ? space + text : text + space;
}

/** Cut to a width in columns, with an ellipsis. */
export function cutTo(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let kept = '';
  for (const character of graphemes(text)) {
    if (columnsOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** As `cutTo`, but it is the end that stays. */
export function cutStartTo(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let kept = '';
  for (const character of graphemes(text).reverse()) {
    if (columnsOf(character + kept) > width - 1) break;
    kept = character + kept;
  }
  return `…${kept}`;
}

/** What a reader takes for one character; of a text too long to be shown, code points will do. */
function graphemes(text: string): string[] {
  return text.length > 4_000 ? [...text] : Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
}

/**
 * Text as a hyperlink (OSC 8, https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda).
 * @param url percent-encoded: whatever could end the sequence is dropped
 */
export function hyperlink(text: string, url: string): string {
  return `\u001B]8;;${url.replace(/[^\x21-\x7E]/g, '')}\u0007${text}\u001B]8;;\u0007`;
}
