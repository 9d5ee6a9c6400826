// Makes a controller's configuration for one test: the live page on any free port, every command allowed.
const ALL_COMMANDS = '[acknowledge, shelve, mode, start, stop, reset, load, resend]';

export interface ConfigOptions {
  readonly mqttUrl: string;
  readonly storePath: string;
  /** More sections, as YAML. */
  readonly more?: string;
  /** The commands that are allowed; all by default. */
  readonly allow?: string;
}

/** The simulated plant, in standby. */
export function simConfig({ mqttUrl, storePath, more = '', allow = ALL_COMMANDS }: ConfigOptions): string {
  return `
mqtt: { url: '${mqttUrl}' }
http: { listen: 127.0.0.1:0 }
store: { path: ${storePath} }
commands: { allow: ${allow} }
${more}`;
}

/** Only the contract's example of a serial line, with the load on it. A short ramp of the load saves each test four seconds. */
export function serialConfig({
  devicePath,
  outputs = [],
  records = '',
  ...rest
}: ConfigOptions & {
  readonly devicePath: string;
  readonly outputs?: readonly string[];
  /** More records of the port, as lines of YAML with their line breaks. */
  readonly records?: string;
}): string {
  return `${simConfig(rest)}
control: { softStart: { ramp: 0.2 } }
streams: { priority: [chain.velocity, chain.position, generator.power] }
hal:
  kind: linux
  serial:
    chain:
      path: ${devicePath}
      baudRate: 115200
      format: nmea
      records:
        KPPCH: [seq, timeMs, chain.velocity, chain.position, chain.tension]
        KPPGN: [seq, timeMs, generator.speed, generator.torque, generator.voltage, generator.current, generator.temperature]
${records}      scale: { chain.tension: 1.0 }
      staleAfter: 0.2
  outputs:
    load: { serial: chain, record: KPPLD, unit: fraction, safe: 0, timeout: drive }
${outputs.map((output) => `    ${output}\n`).join('')}`;
}
