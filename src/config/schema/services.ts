// Schema of the services around the plant: identity, streams, MQTT, commands, store, HTTP.
import { z } from 'zod';
import { ALLOWED_BY_DEFAULT, COMMAND_NAMES } from '../../commands/lookup.js';
import { anyChannel, count, filePath, flag, quantity, text } from './kinds.js';
import { reloadable, secret } from './traits.js';

export const device = z
  .strictObject({
    id: text(
      'name of this controller; it is a level of every MQTT topic and a part of file names',
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
      'a name of at most 64 letters, digits, _, - and .',
    ).default('kpp-01'),
    site: z
      .string()
      .min(1, { error: 'must not be empty' })
      .default('demo')
      .describe('where the plant stands'),
  })
  .prefault({})
  .describe('identity of this controller');

export const streams = reloadable(
  z
    .strictObject({
      baseRateHz: z
        .literal([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60])
        .optional()
        .describe('rate of the telemetry, in Hz, instead of the rate of the mode: a divisor of 60'),
      adaptiveSampling: flag(
        'lower the rates of streams under load: by the degradation step, and by what the streams cost',
      ).default(true),
      priority: z
        .array(anyChannel)
        .default(['chain.velocity', 'generator.power', 'derived.efficiency'])
        .describe('channels of the priority stream, which always runs at the control rate'),
      bufferSize: count('number of messages that wait for a slow subscriber before messages are dropped', {
        min: 1,
        max: 1_000_000,
      }).default(1000),
    })
    .prefault({})
    .describe('telemetry and priority streams'),
);

// A password in a URL ends up in logs and process lists, so the pattern does not allow one.
const HOST_AND_PORT = /(\[[0-9A-Fa-f:.]+\]|[^\s/:@?#[\]]+)(:[0-9]{1,5})?/.source;
const BROKER_URL = new RegExp(`^(mqtts?://${HOST_AND_PORT}/?|wss?://${HOST_AND_PORT}(/[^\\s@?#]*)?)$`);
const URL_ERROR =
  'must be mqtt://HOST:PORT or mqtts://HOST:PORT (ws and wss too), or a list of them; user name and password go to mqtt.username and mqtt.passwordFile';

const brokerUrl = z
  .string({ error: URL_ERROR })
  .regex(BROKER_URL, { error: URL_ERROR })
  .refine((url) => URL.canParse(url), { error: URL_ERROR });

export const mqtt = z
  .strictObject({
    url: reloadable(
      secret(
        z
          .union([brokerUrl, z.array(brokerUrl).min(1, { error: URL_ERROR }).max(8, { error: URL_ERROR })], {
            error: URL_ERROR,
          })
          .default('mqtt://127.0.0.1:1883')
          .describe(
            'address of the broker, or a list of brokers that are tried in turn; mqtts and wss for TLS',
          ),
        'mistake',
      ),
    ),
    baseTopic: text(
      'first level or levels of every topic; the next one is device.id',
      /^[^#+/$\s][^#+/\s]*(\/[^#+/\s]+)*$/,
      'topic levels without wildcards, blanks and empty levels',
    ).default('kpp'),
    keepalive: reloadable(
      count('longest silence on the connection', { unit: 's', min: 1, max: 65_535 }).default(5),
    ),
    replayRate: reloadable(
      count('telemetry and priority messages of an outage that are sent a second when the broker is back', {
        min: 1,
        max: 10_000,
      }).default(300),
    ),
    username: reloadable(
      secret(
        z.string().min(1, { error: 'must not be empty' }).optional().describe('user name at the broker'),
        'mistake',
      ),
    ),
    passwordFile: reloadable(
      filePath(
        'file that contains the password and nothing else, or credential:NAME for a credential of systemd',
      ).optional(),
    ),
    ca: reloadable(
      filePath(
        'PEM file with the certificates of the authorities that may sign the certificate of the broker',
      ).optional(),
    ),
    cert: reloadable(filePath("PEM file with this controller's certificate").optional()),
    key: reloadable(
      filePath(
        "PEM file with the certificate's private key, or credential:NAME for a credential of systemd",
      ).optional(),
    ),
  })
  .prefault({})
  .describe('the MQTT broker');

export const commands = reloadable(
  z
    .strictObject({
      allow: z
        .array(z.enum(COMMAND_NAMES))
        .default([...ALLOWED_BY_DEFAULT])
        .describe('names of the commands that are accepted from MQTT and HTTP'),
    })
    .prefault({})
    .describe('commands from outside'),
);

export const store = z
  .strictObject({
    path: filePath('file of the database of events, alarms and history').default('/var/lib/kpp/kpp.db'),
    maxMegabytes: count('largest size of the database, in megabytes', { min: 1, max: 1_000_000 }).default(
      512,
    ),
    maxAgeDays: quantity('seconds of the history, minutes and events older than this are removed', {
      unit: 'days',
      above: 0,
      max: 36_500,
    }).default(30),
  })
  .prefault({})
  .describe('the database on disk');

const LISTEN_ERROR = 'must be HOST:PORT, for example 127.0.0.1:8080';

export const http = z
  .strictObject({
    listen: z
      .string({ error: LISTEN_ERROR })
      .regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s:/@?#[\]]+):[0-9]{1,5}$/, { error: LISTEN_ERROR })
      .refine((address) => portOf(address) <= 65_535, { error: 'must end in a port from 0 to 65535' })
      .default('127.0.0.1:8080')
      .describe('address and port of the dashboard and the HTTP interface; port 0 means any free port')
      .transform((address) => ({ host: hostOf(address), port: portOf(address) })),
    maxStreams: count('largest number of live streams that are open at the same time', {
      min: 1,
      max: 10_000,
    }).default(256),
    token: reloadable(
      secret(
        z
          .string()
          .min(1, { error: 'must not be empty' })
          .optional()
          .describe(
            'secret that a client sends as bearer token; without a token nothing can be changed over HTTP',
          ),
      ),
    ),
  })
  .prefault({})
  .describe('dashboard and HTTP interface');

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
}
