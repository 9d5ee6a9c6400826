// Makes the options of mqtt.js for one attempt from the configured settings of the broker.
import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { Config } from '../../config/schema.js';
import { secretPlace } from '../../vocabulary/secret-place.js';

export type MqttSettings = Config['mqtt'];

/** Version numbers of the protocol: 4 is MQTT 3.1.1. */
export type ProtocolVersion = 4 | 5;

export interface Will {
  readonly topic: string;
  readonly payload: string;
}

/** From the first SYN to the broker's answer. */
const CONNECT_TIMEOUT_MS = 4000;
/** More than a command may have, so that a too large one still gets a refusal; small enough not to exhaust the memory. */
const MAX_INCOMING_BYTES = 2 * 1024 * 1024;

/**
 * Reads certificates and password again for each attempt, so that renewed ones are used without a restart.
 *
 * @throws Error naming the file that cannot be read
 */
export function clientOptions(
  settings: MqttSettings,
  clientId: string,
  protocolVersion: ProtocolVersion,
  will: Will,
): IClientOptions {
  const { username, passwordFile, ca, cert, key } = settings;
  return {
    clientId,
    protocolVersion,
    keepalive: settings.keepalive,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    // A command that waited at the broker for days must not arrive.
    clean: true,
    resubscribe: false,
    queueQoSZero: false,
    timerVariant: 'native',
    // The cache holds one buffer for each 16-bit number: 8 MB, for a few dozen numbers a second.
    writeCache: false,
    // mqtt.js makes several lines a message, also while nobody reads them.
    log: () => {},
    will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true },
    ...(protocolVersion === 5 && { properties: { maximumPacketSize: MAX_INCOMING_BYTES } }),
    ...(username !== undefined && { username }),
    ...(passwordFile !== undefined && { password: readText('mqtt.passwordFile', passwordFile) }),
    ...(ca !== undefined && { ca: readText('mqtt.ca', ca) }),
    ...(cert !== undefined && { cert: readText('mqtt.cert', cert) }),
    ...(key !== undefined && { key: readText('mqtt.key', key) }),
  };
}

/** Removes the line end that an editor adds: it is not part of a password, and a PEM file does not need it. */
function readText(setting: string, named: string): string {
  const place = secretPlace(named);
  if (place.kind === 'invalid') throw new Error(`${setting} ${place.reason}`);
  const { path } = place;
  if (path === null)
    throw new Error(`${named} (${setting}) is not there: only a service of systemd has credentials`);
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : String(code);
    throw new Error(`the file ${path} (${setting}) ${why}`, { cause: error });
  }
}
