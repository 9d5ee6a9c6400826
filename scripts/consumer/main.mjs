// The command line of the consumer: connects, keeps the account in a file, and prints what is missing.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import mqtt from 'mqtt';
import { Ledger } from './ledger.mjs';

const HELP = `Usage: node scripts/consumer.mjs [options]

Receives events, telemetry and priority of one controller, and checks by seq that none is missing.

  --url URL       the broker (mqtt://127.0.0.1:1883)
  --topic TOPIC   <baseTopic>/<device.id> (kpp/kpp-01)
  --state FILE    keeps the account over restarts of this program
  --id NAME       client id, and name of the session at the broker (kpp-consumer)
  --seconds N     ends after this time; otherwise Ctrl-C ends it
  --json          prints one JSON document at the end and nothing else

Exit status: 0 when nothing is missing without a known reason, 1 otherwise, 64 for wrong usage.`;

/** The account is written this often. What came since is received again or missing after a crash of this program. */
const SAVE_MS = 1000;
/** The broker keeps the session, and so messages of QoS 1, for this long while this program is away, s. */
const SESSION_S = 86_400;

const { values: options } = readOptions();
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const ledger = new Ledger(options.state && existsSync(options.state) ? readState(options.state) : {});
const print = options.json ? () => {} : (text) => console.log(`${new Date().toISOString()} ${text}`);
let printed = '';

const client = mqtt.connect(options.url, {
  clientId: options.id,
  protocolVersion: 5,
  clean: false,
  properties: { sessionExpiryInterval: SESSION_S },
  reconnectPeriod: 200,
});
client.on('connect', ({ sessionPresent }) => {
  // The broker keeps messages of QoS 1 in a session. Without one it kept nothing while this program was away.
  ledger.wasAway(sessionPresent ? ['telemetry'] : ['telemetry', 'priority', 'events']);
  const names = ['status', 'events', 'telemetry', 'priority', 'health'];
  client.subscribe(
    names.map((name) => `${options.topic}/${name}`),
    { qos: 1 },
  );
});
client.on('error', ({ message }) => print(`broker: ${message}`));
client.on('message', (topic, payload, { retain }) => {
  ledger.message(topic.slice(options.topic.length + 1), JSON.parse(payload.toString('utf8')), retain);
});

setInterval(() => {
  save();
  const text = describe(ledger.report());
  if (text !== printed) print(text);
  printed = text;
}, SAVE_MS);
process.once('SIGINT', end);
process.once('SIGTERM', end);
if (options.seconds !== undefined) setTimeout(end, Number(options.seconds) * 1000);

function readOptions() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
        topic: { type: 'string', default: 'kpp/kpp-01' },
        state: { type: 'string' },
        id: { type: 'string', default: 'kpp-consumer' },
        seconds: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(64);
  }
}

function readState(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Renaming is atomic: a crash leaves the file before or the one after, never half of one. */
function save() {
  if (options.state === undefined) return;
  writeFileSync(`${options.state}.new`, JSON.stringify(ledger));
  renameSync(`${options.state}.new`, options.state);
}

function end() {
  save();
  const report = ledger.report();
  console.log(options.json ? JSON.stringify(report) : describe(report));
  client.end(true, () => process.exit(report.complete ? 0 : 1));
}

/** One line for each missing range, or one that says that there is none. */
function describe({ lines }) {
  const missing = lines.flatMap(({ line, missing: gaps }) =>
    gaps.map(({ from, to, why }) => `${line}: ${to - from + 1} missing, ${from} to ${to}: ${why}`),
  );
  return missing.length === 0 ? `nothing is missing on ${lines.length} lines` : missing.join('\n');
}
