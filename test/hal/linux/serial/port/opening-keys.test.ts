// The keys that say how a port is opened: addresses in the network, the time that a board needs to restart, and what does not fit together.
import { describe, expect, it } from 'vitest';
import { restartTimeS } from '../../../../../hal/linux/serial/port/schema.js';
import { tcpAddress } from '../../../../../hal/linux/serial/port/tcp-address.js';
import { parseConfig } from '../../../../../src/config/index.js';

describe('a path', () => {
  it.each([
    ['tcp://10.0.0.7:4001', { host: '10.0.0.7', port: 4001 }],
    ['tcp://sensor.local:23/', { host: 'sensor.local', port: 23 }],
    ['tcp://[fe80::1]:4001', { host: 'fe80::1', port: 4001 }],
  ])('%s is an address in the network', (path, address) => {
    expect(tcpAddress(path)).toEqual(address);
  });

  it.each(['/dev/ttyUSB0', 'tcp://host', 'tcp://host:0', 'tcp://host:65536', 'tcp://:4001', 'tcp://a b:1'])(
    '%s is not',
    (path) => {
      expect(tcpAddress(path)).toBeNull();
    },
  );
});

describe('the time that a board may need after its port was opened', () => {
  it.each([
    ['/dev/serial/by-id/usb-Arduino', true, undefined, 2.5],
    ['/dev/ttyACM0', true, undefined, 2.5],
    ['/dev/ttyACM0', false, undefined, 0],
    ['/dev/ttyAMA0', true, undefined, 0],
    ['/dev/serial0', true, undefined, 0],
    ['tcp://10.0.0.7:4001', true, undefined, 0],
    ['tcp://10.0.0.7:4001', true, 1, 1],
    ['/dev/ttyACM0', true, 0, 0],
  ])('behind %s with hupcl %s and restart %s is %s s', (path, hupcl, restart, seconds) => {
    expect(restartTimeS({ path, hupcl, restart })).toBe(seconds);
  });
});

describe('kpp check', () => {
  const problemsOf = (port: string) =>
    parseConfig(`hal: { kind: linux, serial: { chain: { ${port} } } }`, 'k.yaml')
      .problems.filter(({ key }) => key.startsWith('hal.serial'))
      .map(({ key, severity, message }) => `${severity} ${key.replace('hal.serial.chain.', '')}: ${message}`);
  const RECORDS = 'records: { KPPCH: [seq, timeMs, chain.velocity, chain.position, chain.tension] }';

  it('finds nothing wrong with the usual port', () => {
    expect(problemsOf(`path: /dev/ttyACM0, ${RECORDS}`)).toEqual([]);
    expect(problemsOf(`path: "tcp://10.0.0.7:4001", ${RECORDS}`)).toEqual([]);
  });

  it('refuses an address without a port, and RTS switched off under flow control', () => {
    expect(problemsOf(`path: "tcp://10.0.0.7", ${RECORDS}`)).toEqual([
      'error path: must be tcp://host:port with a port from 1 to 65535; found `tcp://10.0.0.7`',
    ]);
    expect(problemsOf(`path: /dev/ttyUSB0, rtscts: true, rts: "off", ${RECORDS}`)).toEqual([
      'error rts: must be left out with `rtscts`, which uses the line',
    ]);
  });

  it('warns of settings without an effect', () => {
    expect(problemsOf(`path: "tcp://10.0.0.7:1", dtr: "off", ${RECORDS}`)).toEqual([
      'warning dtr: has no effect on a port behind tcp://',
    ]);
    const problems = problemsOf('path: /dev/ttyUSB0, silence: 2');
    expect(problems).toContain('warning silence: has no effect: a port without records is never silent');
  });

  it('warns when the records take longer than staleAfter, with the number to write', () => {
    expect(problemsOf(`path: /dev/ttyUSB0, baudRate: 600, ${RECORDS}`)).toEqual([
      'warning staleAfter: should be longer than the 0.33 s that the records of this port take at 600 baud: write at least 0.67, or use a higher baudRate; found 0.2',
    ]);
    expect(problemsOf(`path: /dev/ttyUSB0, baudRate: 9600, ${RECORDS}`)).toEqual([]);
  });

  it('warns when staleAfter is shorter than two looks of the scan, or not shorter than silence', () => {
    expect(problemsOf(`path: /dev/ttyUSB0, staleAfter: 0.02, ${RECORDS}`)).toEqual([
      'warning staleAfter: should be at least 0.033 s, because the values are looked at 60 times a second; found 0.02',
    ]);
    expect(problemsOf(`path: /dev/ttyUSB0, silence: 0.2, ${RECORDS}`)).toEqual([
      'warning silence: should be longer than staleAfter (0.2 s); found 0.2',
    ]);
  });
});
