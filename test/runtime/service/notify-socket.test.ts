// Messages to the service manager arrive at a real Unix datagram socket, and a socket that does not take them costs nothing but the message.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNotifySocket } from '../../../src/runtime/service/notify-socket.js';
import { connectServiceManager } from '../../../src/runtime/service/service-manager.js';
import { NotifyListener } from '../../support/service/notify-listener.js';

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-notify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'notify');
}

function opened(address: string) {
  const socket = openNotifySocket(address);
  onTestFinished(() => socket.close());
  return socket;
}

describe('a message to the service manager', () => {
  it.each([
    ['a path', path],
    ['an abstract name', () => `@kpp-test-${process.pid}-${Math.random()}`],
  ])('arrives as one datagram at a socket with %s', (_, address) => {
    const at = address();
    const listener = new NotifyListener(at, false);
    const socket = opened(at);
    socket.send('READY=1\nSTATUS=running, mode balanced');
    socket.send('WATCHDOG=1');
    listener.read();
    expect(listener.texts).toEqual(['READY=1\nSTATUS=running, mode balanced', 'WATCHDOG=1']);
  });

  it('is refused with the code of the system when nobody listens', () => {
    const socket = opened(path());
    expect(() => socket.send('READY=1')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });

  it('is refused at once when the queue of the receiver is full', () => {
    const at = path();
    new NotifyListener(at, false);
    const socket = opened(at);
    const flood = () => {
      for (let n = 0; n < 5000; n++) socket.send('WATCHDOG=1');
    };
    expect(flood).toThrow(expect.objectContaining({ code: 'EAGAIN' }));
  });

  it.each(['relative/path', `/${'x'.repeat(107)}`, 'vsock:2:1234'])('has no way to %s', (address) => {
    expect(() => openNotifySocket(address)).toThrow(/neither a path|too long/);
  });
});

describe('the service manager', () => {
  it('gets messages again after it took none, and the loss is told once, with its size', () => {
    const at = path();
    const lines: string[] = [];
    const log = { warn: (line: string) => lines.push(line), info: (line: string) => lines.push(line) };
    const env = { NOTIFY_SOCKET: at, WATCHDOG_USEC: '2000000', WATCHDOG_PID: '7' };
    const manager = connectServiceManager(env, 7, log)!;
    onTestFinished(() => manager.close());
    expect([1, 2, 3].map(() => manager.tell('WATCHDOG=1'))).toEqual([false, false, false]);
    expect(lines).toEqual([expect.stringContaining('systemd does not take a message (ENOENT')]);
    const listener = new NotifyListener(at, false);
    expect(manager.tell('WATCHDOG=1')).toBe(true);
    listener.read();
    expect(listener.texts).toEqual(['WATCHDOG=1']);
    expect(lines[1]).toBe('systemd takes messages again; 3 were lost');
  });

  it('is left alone, and nothing is loaded, without NOTIFY_SOCKET', () => {
    const open = () => {
      throw new Error('must not be called');
    };
    const log = { warn: open, info: open };
    expect(connectServiceManager({}, 1, log, open)).toBeNull();
    expect(connectServiceManager({ NOTIFY_SOCKET: '' }, 1, log, open)).toBeNull();
  });

  it('that cannot be reached at all does not end the program', () => {
    const lines: string[] = [];
    const log = { warn: (line: string) => lines.push(line), info: () => {} };
    expect(connectServiceManager({ NOTIFY_SOCKET: 'vsock:2:1' }, 1, log)).toBeNull();
    expect(lines).toEqual([expect.stringMatching(/^systemd cannot be told anything: vsock:2:1 is neither/)]);
  });
});
