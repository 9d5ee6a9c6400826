// Which serial ports `kpp doctor` lists, and the names that it advises.
import { describe, expect, it } from 'vitest';
import { serial } from '../../src/cli/doctor/probes/serial.js';
import { parseConfig } from '../../src/config/index.js';
import type { Tree } from '../support/tree.js';
import { fakeMachine } from './fake-machine.js';

async function findings(tree: Tree, path = '/dev/ttyUSB0', more = '') {
  const text = `hal: { kind: linux, serial: { chain: { path: ${path}, records: { KPPCH: [chain.velocity] } } }${more} }`;
  const { config } = parseConfig(text, 'k.yaml');
  const found = await serial({ machine: fakeMachine(tree), config: config!, isRunning: false });
  return (id: string) => found.find((finding) => finding.id === id);
}

/** An adapter in the USB socket `place`, with its links. */
function adapter(name: string, place: string, { serialNumber = '', byId = '' } = {}): Tree {
  const folder = `/sys/devices/usb1/${place}`;
  return {
    files: {
      [`/dev/${name}`]: '',
      [`${folder}/idVendor`]: '1a86\n',
      [`${folder}/idProduct`]: '7523\n',
      ...(serialNumber === '' ? {} : { [`${folder}/serial`]: `${serialNumber}\n` }),
      [`${folder}/${place}:1.0/${name}/port_number`]: '0\n',
    },
    links: {
      [`/sys/class/tty/${name}/device`]: `../../../devices/usb1/${place}/${place}:1.0/${name}`,
      [`/dev/serial/by-path/usb-0:${place}:1.0-port0`]: `../../${name}`,
      ...(byId === '' ? {} : { [`/dev/serial/by-id/${byId}`]: `../../${name}` }),
    },
  };
}

const together = (...trees: readonly Tree[]): Tree => ({
  files: Object.assign({}, ...trees.map(({ files }) => files)),
  links: Object.assign({}, ...trees.map(({ links }) => links)),
});

/** Two adapters without a serial number have one name in by-id, which leads to the one that was plugged in last. */
const TWO_CH340 = together(
  adapter('ttyUSB0', '1-1'),
  adapter('ttyUSB1', '1-2', { byId: 'usb-1a86_USB_Serial-if00-port0' }),
);

describe('the list of ports', () => {
  it('has the ports of the board, but no ttyS without a chip', async () => {
    const files = {
      '/dev/ttyAMA0': '',
      '/dev/ttySC1': '',
      '/dev/ttyS0': '',
      '/dev/ttyS1': '',
      '/dev/ttyprintk': '',
      '/sys/class/tty/ttyS0/type': '4\n',
      '/sys/class/tty/ttyS1/type': '0\n',
    };
    const finding = await findings({ files });
    expect(finding('serial')?.what).toBe('Serial ports: /dev/ttyAMA0, /dev/ttyS0, /dev/ttySC1.');
  });

  it('takes the list of the driver where /sys has no type', async () => {
    const driver = '0: uart:16550A port:000003F8 irq:4\n1: uart:unknown port:000002F8 irq:3\n';
    const files = { '/dev/ttyS0': '', '/dev/ttyS1': '', '/dev/ttyS2': '', '/proc/tty/driver/serial': driver };
    expect((await findings({ files }))('serial')?.what).toBe('Serial ports: /dev/ttyS0.');
  });

  it('has each USB port once, with its name in by-id', async () => {
    const finding = await findings(adapter('ttyUSB0', '1-1', { serialNumber: 'A1', byId: 'usb-A1' }));
    expect(finding('serial')?.what).toBe('Serial ports: /dev/serial/by-id/usb-A1 (ttyUSB0).');
  });

  it('has the names in by-path where those in by-id are missing or double', async () => {
    expect((await findings(TWO_CH340))('serial')?.what).toBe(
      'Serial ports: /dev/serial/by-path/usb-0:1-1:1.0-port0 (ttyUSB0), /dev/serial/by-path/usb-0:1-2:1.0-port0 (ttyUSB1).',
    );
  });
});

describe('the name of a configured port', () => {
  it('is unstable when it is the number of a USB port; the fix has the name to write', async () => {
    const finding = await findings(adapter('ttyUSB0', '1-1', { serialNumber: 'A1', byId: 'usb-A1' }));
    expect(finding('serial.chain')).toMatchObject({
      level: 'warning',
      fix: 'Write `path: /dev/serial/by-id/usb-A1` at hal.serial.chain.',
    });
  });

  it('is double when another adapter has the same ids', async () => {
    const finding = await findings(TWO_CH340, '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0');
    expect(finding('serial.chain')?.level).toBe('warning');
    expect(finding('serial.chain')?.what).toContain('cannot be told from that of /dev/ttyUSB0');
    expect(finding('serial.chain')?.fix).toContain('/dev/serial/by-path/usb-0:1-2:1.0-port0');
  });

  it('is right when it is in by-path, and when two adapters have serial numbers', async () => {
    const byPath = await findings(TWO_CH340, '/dev/serial/by-path/usb-0:1-2:1.0-port0');
    expect(byPath('serial.chain')?.level).toBe('ok');
    const numbered = together(
      adapter('ttyUSB0', '1-1', { serialNumber: 'A1', byId: 'usb-A1' }),
      adapter('ttyUSB1', '1-2', { serialNumber: 'A2', byId: 'usb-A2' }),
    );
    expect((await findings(numbered, '/dev/serial/by-id/usb-A2'))('serial.chain')?.level).toBe('ok');
  });

  it('is as good as missing when it is a ttyS without a chip', async () => {
    const files = { '/dev/ttyS3': '', '/sys/class/tty/ttyS3/type': '0\n' };
    const outputs =
      ', outputs: { load: { serial: chain, record: KPPLD, unit: fraction, safe: 0, timeout: drive } }';
    expect((await findings({ files }, '/dev/ttyS3'))('serial.chain')?.level).toBe('warning');
    expect((await findings({ files }, '/dev/ttyS3', outputs))('serial.chain')).toMatchObject({
      level: 'error',
      what: '/dev/ttyS3 has no hardware behind it, and the output load needs it.',
      fix: 'Plug the device in, or correct hal.serial.chain.path; no port exists now.',
    });
  });
});
