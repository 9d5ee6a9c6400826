// A comms service with the rings and the store of a test, and a client that receives what reaches the broker.
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { StreamMarks } from '../../src/comms/forwarding/stream-marks.js';
import type { MqttSettings } from '../../src/comms/mqtt/settings.js';
import type { CommsSetup, FromComms } from '../../src/comms/protocol.js';
import { CommsService } from '../../src/comms/service.js';
import { FRAME, frameLayout } from '../../src/control/records/frame.js';
import { createLogger } from '../../src/shared/log.js';
import { allocateRing, RingWriter } from '../../src/shared/record-ring.js';
import { NO_COUNTS } from '../../src/totals/run-counts.js';
import { MODES, type Mode, PLANT_STATES, type PlantState } from '../../src/vocabulary/words.js';
import { someHealth } from '../support/health.js';
import { DEFAULT_CONFIG } from '../support/settings.js';
import { until } from '../support/until.js';
import { FakeSource, LOG } from './fake-source.js';

export const BASE = 'kpp/kpp-01';

const CHANNELS = ['chain.velocity', 'generator.power'];
const LAYOUT = frameLayout(CHANNELS, ['brake']);

export function commsSetup(mqttSettings: Partial<MqttSettings> & Pick<MqttSettings, 'url'>): CommsSetup {
  const meta = { version: '0.1.0', device: { id: 'kpp-01', site: 'demo' }, run: 3, log: LOG };
  return {
    needsHttp: false,
    deviceId: 'kpp-01',
    mqtt: { ...DEFAULT_CONFIG.mqtt, ...mqttSettings },
    http: { ...DEFAULT_CONFIG.http, listen: { host: '127.0.0.1', port: 0 } },
    streams: DEFAULT_CONFIG.streams,
    allowedCommands: ['start', 'stop', 'mode', 'reset', 'acknowledge', 'resend'],
    channels: CHANNELS,
    outputs: ['brake'],
    priority: ['chain.velocity'],
    rules: ['high_velocity', 'broker_lost'],
    nominal: { speedRatio: 25.4, thermalResistance: 0.06, sensors: CHANNELS },
    configuration: { file: null, loadedAt: 0, needsRestart: [], lastReload: null },
    meta: {
      ...meta,
      channels: [],
      rules: {},
      outputs: [],
      priority: ['chain.velocity'],
      controlRateHz: 15,
      plantKind: 'machine',
    },
    status: {
      run: 3,
      log: LOG,
      version: '0.1.0',
      mode: 'balanced',
      plant: 'standby',
      clock: 'synchronised',
    },
    counts: NO_COUNTS,
  };
}

export interface FrameFields {
  readonly telemetrySeq?: number;
  readonly prioritySeq?: number;
  readonly mode?: Mode;
  readonly plant?: PlantState;
}

export class CommsBench {
  readonly source = new FakeSource();
  readonly posted: FromComms[] = [];
  readonly logLines: string[] = [];
  readonly service: CommsService;
  private readonly frames = allocateRing(256, LAYOUT.length);
  private readonly frameWriter = new RingWriter(this.frames);

  constructor(mqttSettings: Partial<MqttSettings> & Pick<MqttSettings, 'url'>) {
    this.service = new CommsService({
      setup: commsSetup(mqttSettings),
      frames: this.frames,
      marks: StreamMarks.allocate(),
      source: this.source,
      storeMode: 'disk',
      isReplacement: false,
      post: (message) => this.posted.push(message),
      log: createLogger('comms', (line) => this.logLines.push(line), { journal: false }),
    });
  }

  writeFrame({ telemetrySeq = 0, prioritySeq = 0, mode = 'balanced', plant = 'standby' }: FrameFields): void {
    const frame = new Float64Array(LAYOUT.length);
    frame[FRAME.ts] = 1764000000000;
    frame[FRAME.telemetrySeq] = telemetrySeq;
    frame[FRAME.prioritySeq] = prioritySeq;
    frame[FRAME.mode] = MODES.indexOf(mode);
    frame[FRAME.plant] = PLANT_STATES.indexOf(plant);
    frame.set([1.55, 4431], LAYOUT.values);
    this.frameWriter.write(frame);
  }

  writeHealth(): void {
    const health = someHealth({ counters: { 'serial.chain.good': 4872 } });
    this.service.takeHealth(health, { healths: 0, events: 0 });
  }

  get commands() {
    return this.posted.flatMap((message) => (message.kind === 'command' ? [message.command] : []));
  }

  get brokerStates() {
    return this.posted.flatMap((message) => (message.kind === 'broker' ? [message] : []));
  }

  get isConnected(): boolean {
    return this.brokerStates.at(-1)?.connected ?? false;
  }

  async connected(): Promise<void> {
    this.service.start();
    await until('the service is connected', () => this.isConnected);
  }
}

export interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly packet: IPublishPacket;
}

/** A client of the broker that receives everything below `kpp/`, in order. */
export class Listener {
  readonly heard: Heard[] = [];
  readonly client: MqttClient;

  private constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload, packet) => {
      this.heard.push({ topic, text: payload.toString('utf8'), packet });
    });
  }

  static async connect(url: string, options: mqtt.IClientOptions = {}): Promise<Listener> {
    const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 100, ...options });
    const listener = new Listener(client);
    await client.subscribeAsync('kpp/#', { qos: 1 });
    return listener;
  }

  on(topic: string): Heard[] {
    return this.heard.filter((message) => message.topic === topic);
  }

  /** Messages of a topic as JSON. */
  json(topic: string): Record<string, unknown>[] {
    return this.on(topic).map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  }

  async send(command: string, body: unknown, options: mqtt.IClientPublishOptions = {}): Promise<void> {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    await this.client.publishAsync(`${BASE}/command/${command}`, payload, { qos: 1, ...options });
  }

  async reply(command: string, requestId: string): Promise<Record<string, unknown>> {
    const found = () => this.json(`${BASE}/command/${command}/reply`).find((r) => r.requestId === requestId);
    await until(`${command} ${requestId} is answered`, () => found() !== undefined);
    return found()!;
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}
