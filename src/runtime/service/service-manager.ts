// The connection to the service manager (systemd): it takes messages, and tells once when they cannot be sent.
import type { Logger } from '../../shared/log.js';
import { serviceEnvironment } from './environment.js';
import { type NotifySocket, openNotifySocket } from './notify-socket.js';

/** The store may be updated at a start: each message gives it this much time, in microseconds, and the next one comes before its end. */
const MORE_TIME_US = 20_000_000;
const MORE_TIME_EVERY_MS = 5000;
/** A start that takes longer than this hangs: the service manager may then end it, ms. */
const LONGEST_START_MS = 600_000;

export class ServiceManager {
  private failures = 0;

  /** @param watchdogMs the service manager ends this process when it hears nothing for this time; null when it does not watch */
  constructor(
    private readonly socket: NotifySocket,
    readonly watchdogMs: number | null,
    private readonly log: Pick<Logger, 'warn' | 'info'>,
  ) {}

  /**
   * Sends one message. Never waits and never throws: a message that cannot be sent is lost and counted.
   *
   * @param assignments each of the form `NAME=value`; see sd_notify(3)
   * @returns true when it was sent
   */
  tell(...assignments: readonly string[]): boolean {
    try {
      this.socket.send(assignments.join('\n'));
    } catch (error) {
      this.failed((error as Error).message);
      return false;
    }
    if (this.failures > 0) this.log.info(`systemd takes messages again; ${this.failures} were lost`);
    this.failures = 0;
    return true;
  }

  /** Asks for more time while a step of the start goes on, up to {@link LONGEST_START_MS}. */
  async patiently<T>(status: string, step: Promise<T>): Promise<T> {
    this.tell(`STATUS=${status}`);
    let leftMs = LONGEST_START_MS;
    const timer = setInterval(() => {
      leftMs -= MORE_TIME_EVERY_MS;
      if (leftMs > 0) this.tell(`EXTEND_TIMEOUT_USEC=${MORE_TIME_US}`);
    }, MORE_TIME_EVERY_MS);
    try {
      return await step;
    } finally {
      clearInterval(timer);
    }
  }

  close(): void {
    this.socket.close();
  }

  private failed(reason: string): void {
    this.failures++;
    if (this.failures > 1) return;
    const consequence = this.watchdogMs === null ? '' : ' It restarts the service if this goes on.';
    this.log.warn(`systemd does not take a message (${reason}).${consequence}`);
  }
}

/** Returns null when no service manager asks for messages; then nothing is loaded. */
export function connectServiceManager(
  env: NodeJS.ProcessEnv,
  pid: number,
  log: Pick<Logger, 'warn' | 'info'>,
  open: (address: string) => NotifySocket = openNotifySocket,
): ServiceManager | null {
  const { socket, watchdogMs } = serviceEnvironment(env, pid);
  if (socket === null) return null;
  try {
    return new ServiceManager(open(socket), watchdogMs, log);
  } catch (error) {
    log.warn(
      `systemd cannot be told anything: ${(error as Error).message}. Install koffi, or use Type=exec without WatchdogSec= in the unit.`,
    );
    return null;
  }
}
