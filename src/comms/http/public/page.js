// The live page: values from the event stream, everything else from the status once a second.

const RATE_HZ = 5;
const STATUS_MS = 1000;
/** After this time without a message the shown values are old. */
const SILENT_MS = 2000;
/** After this time without a message the connection may be dead, so it is opened again. */
const DEAD_MS = 8000;
const RECONNECT_MS = 1000;

const GROUPS = {
  chain: 'Chain',
  generator: 'Generator',
  pneumatics: 'Pneumatics',
  water: 'Water',
  derived: 'Derived',
  loop: 'Control loop',
  host: 'Computer',
  twin: 'Twin: measured − predicted',
};
const PLANT_LOOKS = { running: 'good', starting: 'wait', stopping: 'wait', tripped: 'trouble' };
const QUALITY_TAGS = { stale: 'stale', estimated: 'estimated', bad: 'no value' };
const UNITS = { degC: '°C', 'm/s^2': 'm/s²', 'N m': 'N·m', 1: '' };
const PREFIXED = ['W', 'Pa', 's', 'N', 'N m', 'B'];
const PREFIXES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
];

const $ = (id) => document.getElementById(id);
const rows = new Map();
let run;
let stream;
let openedAt;
let nextAttempt;
let lastMessage = -Infinity;

function element(name, className, text = '') {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** Changes text and class only when they differ, so that the browser does no needless layout. */
function show(target, text, className = target.className) {
  if (target.textContent !== text) target.textContent = text;
  if (target.className !== className) target.className = className;
}

/** A value and its unit in a form for people: 257200 Pa is 257.2 kPa. Four digits, at most three decimals. */
function readable(value, unit) {
  const size = Math.abs(value);
  const isTime = unit === 's';
  const [scale, prefix] =
    PREFIXED.includes(unit) && size > 0
      ? (PREFIXES.find(([factor]) => size >= factor && (isTime ? factor <= 1 : factor >= 1)) ??
        (isTime ? PREFIXES[5] : PREFIXES[3]))
      : PREFIXES[3];
  const scaled = value / scale;
  const digits = Math.max(1, Math.floor(Math.log10(Math.abs(scaled) || 1)) + 1);
  const text = scaled.toFixed(Math.max(0, Math.min(3, 4 - digits)));
  return [text.replace(/^-(?=[0.]*$)/, '').replace('-', '−'), prefix + (UNITS[unit] ?? unit)];
}

/** `pneumatics.tankPressure` is called "tank pressure" in its group. */
function label(channel) {
  const own = channel.replace(/^(twin\.residual|[^.]+)\./, '').replaceAll('.', ' ');
  return own.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function build(meta) {
  rows.clear();
  const tables = new Map();
  const cards = [];
  for (const [channel, { unit, description, source }] of Object.entries(meta.channels)) {
    const group = channel.split('.')[0];
    if (!tables.has(group)) {
      const card = element('section', 'card');
      const table = element('table');
      card.append(element('h2', '', GROUPS[group] ?? group.charAt(0).toUpperCase() + group.slice(1)), table);
      tables.set(group, table);
      cards.push(card);
    }
    const row = element('tr');
    const name = element('th', '', label(channel));
    const tag = element('span', 'tag');
    const value = element('td', 'value', '–');
    const unitCell = element('td', 'unit');
    name.scope = 'row';
    row.title = `${channel}: ${description} (${source})`;
    tag.hidden = true;
    name.append(tag);
    row.append(name, value, unitCell);
    tables.get(group).append(row);
    rows.set(channel, { row, tag, value, unitCell, unit });
  }
  $('groups').replaceChildren(...cards);
  show($('device'), meta.device.id);
  show($('site'), meta.device.site);
  // Nobody must take a simulated plant for a real one.
  show($('kind'), meta.plantKind === 'machine' ? '' : 'simulated plant');
}

function showValues({ ts, values, quality }) {
  for (const [channel, value] of Object.entries(values)) {
    const found = rows.get(channel);
    if (found === undefined) continue;
    const grade = quality[channel] ?? 'good';
    const [text, unit] = value === null ? ['–', ''] : readable(value, found.unit);
    show(found.value, text);
    show(found.unitCell, unit);
    found.row.className = grade === 'good' ? '' : grade;
    found.tag.hidden = grade === 'good';
    show(found.tag, QUALITY_TAGS[grade] ?? '');
  }
  show($('time'), new Date(ts).toLocaleTimeString());
}

function showAlarms(alerts) {
  if (alerts === null) return [element('p', '', 'The alarms cannot be read now.')];
  if (alerts.length === 0) return [element('p', 'none', 'No active alarms')];
  return alerts.map(({ level, message, rule, since }) => {
    const line = element('p', level);
    line.title = rule;
    line.append(
      element('span', 'since', `since ${new Date(since).toLocaleString()}`),
      element('b', '', level),
      ` ${message}`,
    );
    return line;
  });
}

function showStatus(status) {
  const { plant, mode, degradation, device, alerts, health, version } = status;
  show($('plant'), plant, `pill ${PLANT_LOOKS[plant] ?? ''}`);
  show($('mode'), mode);
  show(
    $('degradation'),
    degradation === null ? '–' : degradation === 0 ? 'none' : `step ${degradation}`,
    degradation ? 'trouble' : '',
  );
  const connected = health?.comms.connected;
  show(
    $('broker'),
    connected === undefined ? '–' : connected ? 'connected' : 'not connected',
    `lamp ${connected === undefined ? '' : connected ? 'good' : 'trouble'}`,
  );
  const lines = showAlarms(alerts);
  if ($('alarms').innerHTML !== lines.map((line) => line.outerHTML).join(''))
    $('alarms').replaceChildren(...lines);
  document.title = `${plant} · ${device.id}`;
  show($('version'), `kpp-controller ${version} · run ${status.run} · up ${duration(status.uptime)}`);
}

function duration(seconds) {
  if (seconds === null) return '–';
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

async function read(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(4000) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function poll() {
  try {
    const status = await read('api/status');
    if (status.run !== run) {
      build(await read('api/meta'));
      run = status.run;
    }
    showStatus(status);
  } catch {
    // The silence of the stream shows that the page is not connected.
  }
  setTimeout(poll, STATUS_MS);
}

function showConnection() {
  const isLive = performance.now() - lastMessage <= SILENT_MS;
  document.body.className = isLive ? '' : 'old';
  if (isLive) show($('page'), 'connected', 'lamp good');
  else if (stream.readyState === EventSource.OPEN) show($('page'), 'no new values', 'lamp wait');
  else show($('page'), 'not connected, trying', 'lamp trouble');
  if (performance.now() - Math.max(lastMessage, openedAt) > DEAD_MS) reconnect();
}

function connect() {
  openedAt = performance.now();
  stream = new EventSource(`api/stream?rate=${RATE_HZ}`);
  stream.onmessage = ({ data }) => {
    lastMessage = performance.now();
    showValues(JSON.parse(data));
  };
  stream.onerror = reconnect;
}

/** Opens the stream again. A browser would not do it after an error reply. */
function reconnect() {
  stream.close();
  openedAt = performance.now();
  clearTimeout(nextAttempt);
  nextAttempt = setTimeout(connect, RECONNECT_MS);
}

connect();
poll();
setInterval(showConnection, 250);
