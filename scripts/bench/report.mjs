// Writes the document of a bench run as text: the machine, the methods, a table.

const WIDTH = 100;
const COLUMNS = ['figure', 'measured', 'target', 'where the target comes from'];

export function asText({ machine, warnings, options, measurements }) {
  const { cpu, cores, memoryGB, kernel, node, governor, loadBefore, loadAfter } = machine;
  return [
    'Machine',
    `  ${cpu}, ${cores} cores, ${memoryGB} GB; ${kernel}; Node ${node}; governor ${governor ?? 'unknown'}`,
    `  load average ${loadBefore} before, ${loadAfter} after`,
    ...warnings.map((warning) => `  WARNING: ${warning}`),
    '',
    'Method',
    ...measurements.flatMap(methodLines),
    '',
    ...table([COLUMNS, ...measurements.flatMap(rows)]),
    '',
    ...measurements.flatMap(siteLines),
    ...measurements.filter(({ error }) => error).map(({ name, error }) => `NOT MEASURED ${name}: ${error}`),
    `Live figures over ${options.seconds} s. The bench does not judge the figures; docs/performance.md says how to read them.`,
    '',
  ].join('\n');
}

function methodLines({ name, title, method, limits }) {
  return [`  ${name}: ${title}`, ...wrap(method, '    '), ...wrap(`Limits: ${limits}`, '    ')];
}

function rows({ name, figures }) {
  return figures.map(({ name: figure, unit, values, targets, source = '' }) => [
    `${name}: ${figure}`,
    listed(values, (value) => number(value), unit),
    targets === undefined ? '' : listed(targets, String, unit),
    source,
  ]);
}

/** A list of the functions that allocate. */
function siteLines({ name, details }) {
  return Object.entries(details.sites ?? {}).flatMap(([what, sites]) => [
    `${name}: functions that allocate in the ${what} (sampled; including functions inlined into them)`,
    ...sites.map(siteLine),
    '',
  ]);
}

function siteLine({ where, functionName, bytesPerPeriod }) {
  return `  ${number(bytesPerPeriod).padStart(8)} bytes a control period  ${where}  ${functionName}`;
}

function listed(values, format, unit) {
  const entries = Object.entries(values).map(([key, value]) => `${key} ${format(value)}`);
  return `${entries.join(', ')}${unit === '' ? '' : ` ${unit}`}`;
}

/** A figure has three significant digits; more would not be exact. */
function number(value) {
  if (value === null || !Number.isFinite(value)) return '-';
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function table(lines) {
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const format = (line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join(' | ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('-|-');
  const [head, ...body] = lines.map(format);
  return [head, rule, ...body];
}

function wrap(text, indent) {
  const lines = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
