// Ports as they are: behind a TCP server, with a board that restarts, slow, and with lines that cannot be read.
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { LinuxHal } from '../../../hal/linux/linux-hal.js';
import { sendLine } from '../../../hal/linux/serial/port/send-line.js';
import { nmea } from '../../hal/linux/serial/nmea-line.js';
import { type LinuxHalInput, linuxConfig, portConfig } from '../../hal/linux-config.js';
import { requireProgram } from '../../support/programs.js';
import { startPty } from '../../support/running.js';
import { until } from '../../support/until.js';

const clock = (): number => performance.now() / 1000;
type Port = NonNullable<LinuxHalInput['serial']>[string];

/** A HAL with one port, which ticks until the end of the test. */
async function opened(chain: Port) {
  const told: string[] = [];
  const outputs = { load: { serial: 'chain', timeout: 'drive' } } as const;
  const hal = new LinuxHal({ ...linuxConfig({ serial: { chain }, outputs }), clock });
  await hal.open(clock(), {
    lost: (_, reason) => told.push(`lost: ${reason}`),
    recovered: () => told.push('recovered'),
    warned: (_, finding) => told.push(`warned: ${finding}`),
    emergencyStop() {},
  });
  const ticks = setInterval(() => hal.advance(clock()), 1000 / 60);
  onTestFinished(async () => {
    clearInterval(ticks);
    await hal.close();
  });
  const count = (name: string) => hal.counters.values[hal.counters.names.indexOf(`serial.chain.${name}`)]!;
  const speed = () => hal.samples.value[hal.samples.indexOf('chain.velocity')]!;
  return { hal, told, count, speed };
}

const RECORDS = { KPPCH: ['chain.velocity'] };
const line = (velocity: number) => `${nmea(`KPPCH,${velocity}`)}\r\n`;

describe('a port behind a TCP server', () => {
  let server: Server;
  let clients: Socket[];
  let heard: string;

  async function listening(port = 0): Promise<number> {
    clients = [];
    heard = '';
    server = createServer((socket) => {
      clients.push(socket);
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' ? address!.port : 0;
  }

  const stop = async () => {
    for (const socket of clients) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  afterEach(stop);

  it('is read and written like any other, and is connected again when the server was away', async () => {
    const port = await listening();
    const { hal, told, count, speed } = await opened({ path: `tcp://127.0.0.1:${port}`, records: RECORDS });
    await until('it is connected', () => clients.length === 1);
    clients[0]!.write(line(1.5));
    await until('the record is there', () => speed() === 1.5);
    hal.write(Float64Array.of(0.5));
    await until('the setpoint is there', () => /^\$KPPLD,1,0\.5000\*..\r\n$/.test(heard));
    await stop();
    await until('the loss is reported', () => told.length === 1);
    await listening(port);
    await until('it is connected again', () => count('reopened') === 1);
    clients[0]!.write(line(2));
    await until('the record is there', () => speed() === 2);
    expect(told.slice(1)).toEqual(['recovered']);
  });

  it('that is silent is connected again, because its other end may have vanished', async () => {
    const port = await listening();
    await opened({ path: `tcp://127.0.0.1:${port}`, records: RECORDS, silence: 0.3 });
    await until('it is connected again', () => clients.length >= 2);
  });

  it('that does not exist is a lost source, not an error', async () => {
    const port = await listening();
    await stop();
    const { told } = await opened({ path: `tcp://127.0.0.1:${port}`, records: RECORDS });
    expect(told).toEqual([expect.stringMatching(/^lost: tcp:.* cannot be reached: .*ECONNREFUSED/)]);
  });

  it('gets the line of safe-outputs once', async () => {
    const port = await listening();
    let made = 0;
    await sendLine(portConfig({ path: `tcp://127.0.0.1:${port}` }), () => `safe ${++made}\r\n`);
    await until('the line is there', () => heard !== '');
    expect(heard).toBe('safe 1\r\n');
  });
});

describe.skipIf(!requireProgram('socat'))('the line of safe-outputs', () => {
  it('is sent at once, and again when the board has restarted and sends its first line', async () => {
    const pty = await startPty();
    const sent: number[] = [];
    const beganMs = performance.now();
    const make = () => {
      sent.push(performance.now() - beganMs);
      return `safe ${sent.length}\r\n`;
    };
    const sending = sendLine(portConfig({ path: pty.devicePath, restart: 20 }), make);
    await until('the first line was made', () => sent.length === 1);
    // The rest of what the board sent before its restart is not the sign that it runs again.
    pty.send('rest of a line\r\n');
    await delay(700);
    expect(sent).toHaveLength(1);
    pty.send('ready\r\n');
    await sending;
    expect(sent).toHaveLength(2);
  });

  it('is sent again after `restart` when the board sends nothing, and once when nothing restarts', async () => {
    const pty = await startPty();
    let made = 0;
    const make = () => `safe ${++made}\r\n`;
    await sendLine(portConfig({ path: pty.devicePath, restart: 0.2 }), make);
    expect(made).toBe(2);
    await sendLine(portConfig({ path: pty.devicePath, hupcl: false }), make);
    expect(made).toBe(3);
  });
});

describe.skipIf(!requireProgram('socat'))('a port of this machine', () => {
  it('is opened with its modem lines and flow control set, where it has such lines', async () => {
    const pty = await startPty();
    const keys = { hupcl: false, dtr: 'off', rts: 'off' } as const;
    const { speed } = await opened({ path: pty.devicePath, records: RECORDS, ...keys });
    pty.send(line(3));
    await until('the record is there', () => speed() === 3);
  });

  it('stays open while its lines cannot be read, and says which was the last', async () => {
    const pty = await startPty();
    const { hal, told, count } = await opened({ path: pty.devicePath, records: RECORDS });
    for (let i = 0; i < 45; i++) {
      pty.send('MSG:1,Vrms:230.1,P1:157\r\n');
      await delay(1000 / 15);
    }
    await until('it is reported', () => told.length === 1);
    expect(told[0]).toContain('none readable; the last was `MSG:1,Vrms:230.1,P1:157`');
    expect(hal.remarks()['serial.chain.last']).toBe('MSG:1,Vrms:230.1,P1:157');
    expect(count('reopened')).toBe(0);
  });
});
