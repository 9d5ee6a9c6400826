// Updates a page of docs/ that has a table generated from the program's own definitions, between two comments.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a page in docs/. */
export function pagePath(file: string): string {
  return fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url));
}

/**
 * The text of the page, with its table replaced by the given one.
 *
 * @throws Error when the page has no place for the table
 */
export function pageWith(path: string, table: string, rows: readonly (readonly string[])[]): string {
  const page = readFileSync(path, 'utf8');
  const begin = `<!-- table: ${table} -->\n`;
  const from = page.indexOf(begin);
  const to = page.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`${path} has no comment ${begin.trim()} with an <!-- end -->`);
  return page.slice(0, from + begin.length) + markdown(rows) + page.slice(to);
}

/** @param rows the first row is the header */
function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}`;
}
