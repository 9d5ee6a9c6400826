// Names the characters that matter in every format: blanks, control characters, the byte order mark, names that are not ASCII.

const TAB = 0x09;
const BLANK = 0x20;
const DELETE = 0x7f;
const ZERO = 0x30;
const FIRST_OF_MARK = 0xef;

/** The byte order mark of UTF-8 in a Latin-1 text. */
export const BYTE_ORDER_MARK = '\xef\xbb\xbf';

export function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

/** The first index from `start` on that is not a blank; `end` when there is none. */
export function skipBlanks(text: string, start: number, end = text.length): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** The index behind the last character before `end` that is not a blank; `start` when there is none. */
export function dropBlanks(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) {
    at--;
  }
  return at;
}

/** The index of the first control character or byte order mark; -1 when there is none. A tab is a blank. */
export function spoiledAt(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (
      (code < BLANK && code !== TAB) ||
      code === DELETE ||
      (code === FIRST_OF_MARK && text.startsWith(BYTE_ORDER_MARK, at))
    ) {
      return at;
    }
  }
  return -1;
}

/** The forms in which a sensor can send a name, as Latin-1 text: its bytes in UTF-8, and in Latin-1 where that has its letters. */
export function spellings(name: string): string[] {
  const utf8 = Buffer.from(name, 'utf8').toString('latin1');
  const isLatin1 = Buffer.from(name, 'latin1').toString('latin1') === name;
  return utf8 === name || !isLatin1 ? [utf8] : [utf8, name];
}
