// The configuration of the service in the guest, with the devices that the guest has.

/** Lines of the header, by their BCM numbers. */
export const LINE = { estop: 27, brake: 22, contactor: 23, heartbeat: 24 } as const;

/** What a case changes. */
export interface Variation {
  readonly gpioBackend?: 'auto' | 'chardev' | 'sysfs';
  readonly site?: string;
  readonly brokerUrl?: string;
  readonly listen?: string;
  readonly storePath?: string;
  /** Appended as it is. */
  readonly more?: string;
}

/** The file as the owner of the machine would write it. Time limits are wider than usual, because the emulation is slow. */
export function configuration({
  gpioBackend = 'auto',
  site = 'bench',
  brokerUrl = 'mqtt://10.0.2.100:1883',
  listen = '127.0.0.1:8080',
  storePath = '/var/lib/kpp/kpp.db',
  more = '',
}: Variation = {}): string {
  return `device: { id: kpp-01, site: ${site} }
commands: { allow: [acknowledge, shelve, mode, start, stop, reset, load, resend] }
mqtt: { url: "${brokerUrl}", keepalive: 30 }
http: { listen: "${listen}" }
store: { path: ${storePath} }
hal:
  kind: linux
  gpioBackend: ${gpioBackend}
  serial:
    chain:
      path: /dev/ttyS1
      staleAfter: 2
      records:
        KPPCH: [seq, timeMs, chain.velocity, chain.position, chain.tension]
        KPPGN: [seq, timeMs, generator.speed, generator.torque]
    tank:
      path: /dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_tank-if00-port0
      format: keyvalue
      staleAfter: 2
      records: { any: { p: pneumatics.tankPressure } }
  i2c:
    - { bus: 0, address: 0x40, device: ina226, shuntOhms: 0.002, scale: { voltage: 10, current: 1 }, channels: { voltage: generator.voltage, current: generator.current } }
    - { bus: 0, address: 0x18, device: mcp9808, channels: { temperature: water.temperature } }
  gpio:
    estop: { line: ${LINE.estop}, role: emergencyStop, activeLow: true }
  outputs:
    brake: { line: ${LINE.brake}, energised: release, safe: 0 }
    contactor: { line: ${LINE.contactor}, energised: connect, safe: 0 }
    heartbeat: { line: ${LINE.heartbeat}, role: heartbeat }
    load: { serial: chain, record: KPPLD, unit: fraction, safe: 0, timeout: drive }
${more}`;
}
