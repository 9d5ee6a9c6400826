// Checks that a text is well-formed XML. It knows only what reports need: no namespaces, no entities of their own.
const TOKEN = /<\?xml [^?]*\?>|<(\/?)([A-Za-z_][\w.-]*)((?:\s+[\w.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/;
/** Characters that are not allowed (XML 1.0, section 2.2). */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** A sentence that says what is wrong with the text; null when it is well-formed. */
export function xmlProblem(text: string): string | null {
  if (NO_CHARACTER.test(text)) return 'it has a character that XML does not';
  const open: string[] = [];
  let roots = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) return `no token at ${at}: ${text.slice(at, at + 40)}`;
    const [whole, isEnd, name, , isEmpty, content] = token;
    if (ENTITY.test(whole)) return `a bare ampersand in ${whole.slice(0, 40)}`;
    if (content !== undefined && open.length === 0 && content.trim() !== '')
      return 'text outside of the root';
    if (name === undefined) continue;
    if (isEnd === '/') {
      const expected = open.pop();
      if (expected !== name) return `</${name}> ends <${expected}>`;
    } else {
      if (open.length === 0) roots++;
      if (isEmpty !== '/') open.push(name);
    }
  }
  if (open.length > 0) return `<${open.at(-1)}> is not closed`;
  return roots === 1 ? null : `there are ${roots} roots`;
}
