// The pieces of a manual page: text that roff does not take for its own commands.

/** Text as roff prints it unchanged: a backslash, a dash, and a dot or quote at the begin of a line have a meaning there. */
export function plain(text) {
  return text
    .replaceAll('\\', '\\(rs')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/gm, '\\&$1');
}

/** Text of the documentation: what is in backticks becomes bold, what is between asterisks italic. */
export function marked(text) {
  return plain(text)
    .replace(/`([^`]+)`/g, '\\fB$1\\fR')
    .replace(/\*([^*\n]+)\*/g, '\\fI$1\\fR');
}

export const bold = (text) => `\\fB${plain(text)}\\fR`;

/** A page's first line: name, section, date (`YYYY-MM-DD` of the commit), version, title of the section. */
export function title({ name, section, epochS, source, manual }) {
  const date = new Date(epochS * 1000).toISOString().slice(0, 10);
  return `.TH ${name.toUpperCase()} ${section} "${date}" "${source}" "${manual}"`;
}

export const heading = (text) => `.SH ${text.toUpperCase()}`;
export const subheading = (text) => `.SS ${text}`;
export const paragraph = (text) => `.PP\n${text}`;
/** A term with its explanation indented below it. */
export const item = (term, text) => `.TP\n${term}\n${text}`;
/** Lines that keep their breaks, as a command to type. */
export const example = (lines) => `.PP\n.EX\n${lines.map((line) => plain(line)).join('\n')}\n.EE`;
