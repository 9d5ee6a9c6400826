// Runs a mosquitto for one test: on a free loopback port, with a temporary configuration; it can be restarted.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface MosquittoOptions {
  /** Keep retained messages and sessions over a restart. Default: false. */
  readonly persistence?: boolean;
  /** Only this user may connect. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Nobody may publish on these topics. */
  readonly denied?: readonly string[];
  /** Use TLS, with a certificate for 127.0.0.1 that a new certificate authority has signed. */
  readonly tls?: boolean;
}

const START_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** Lifecycle: {@link Mosquitto.start}, any number of restarts and kills, {@link dispose}. */
export class Mosquitto {
  readonly port: number;
  readonly url: string;
  /** With TLS: the PEM file of the certificate authority. */
  readonly ca: string;
  /** A folder for the test's own files. {@link dispose} removes it. */
  readonly folder: string;
  private child: ChildProcess | undefined;

  private constructor(folder: string, port: number, options: MosquittoOptions) {
    this.folder = folder;
    this.port = port;
    this.ca = join(folder, 'ca.pem');
    this.url = `${options.tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`;
  }

  /** Resolves when the broker accepts connections. */
  static async start(options: MosquittoOptions = {}): Promise<Mosquitto> {
    const folder = mkdtempSync(join(tmpdir(), 'kpp-mosquitto-'));
    // When root starts mosquitto, it changes to another user.
    chmodSync(folder, 0o777);
    const broker = new Mosquitto(folder, await freePort(), options);
    writeFileSync(join(folder, 'mosquitto.conf'), broker.configuration(options));
    await broker.restart();
    return broker;
  }

  /** Starts the broker again on the same port; kills the running one first. */
  async restart(): Promise<void> {
    await this.kill();
    const child = spawn('mosquitto', ['-c', join(this.folder, 'mosquitto.conf')], { stdio: 'ignore' });
    this.child = child;
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await takesConnections(this.port))) {
      if (child.exitCode !== null || performance.now() > deadline) {
        throw new Error(`mosquitto does not start on port ${this.port}`);
      }
      await delay(POLL_MS);
    }
  }

  /** Kills the broker, which can send and save nothing more. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Stops the broker in order. With persistence it saves its messages and sessions. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** Freezes the broker: connections stay open, but it does not answer. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Lets a frozen broker go on. */
  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
  }

  private configuration({ persistence = false, user, denied = [], tls = false }: MosquittoOptions): string {
    const lines = [
      `listener ${this.port} 127.0.0.1`,
      `allow_anonymous ${user === undefined}`,
      `persistence ${persistence}`,
      'log_type none',
    ];
    if (persistence) {
      lines.push(`persistence_location ${this.folder}/`);
    }
    if (user !== undefined) {
      const file = join(this.folder, 'passwords');
      execFileSync('mosquitto_passwd', ['-b', '-c', file, user.name, user.password], { stdio: 'ignore' });
      chmodSync(file, 0o644);
      lines.push(`password_file ${file}`);
    }
    if (denied.length > 0) {
      const file = join(this.folder, 'acl');
      writeFileSync(file, ['topic readwrite #', ...denied.map((topic) => `topic deny ${topic}`)].join('\n'));
      chmodSync(file, 0o644);
      lines.push(`acl_file ${file}`);
    }
    if (tls) {
      makeCertificates(this.folder);
      lines.push(
        `cafile ${this.ca}`,
        `certfile ${this.folder}/broker.pem`,
        `keyfile ${this.folder}/broker.key`,
      );
    }
    return `${lines.join('\n')}\n`;
  }
}

/** A certificate authority, and a broker's certificate for 127.0.0.1 that it signed. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  openssl('req', '-x509', ...key('ca'), '-days', '2', '-subj', '/CN=kpp test authority', '-out', 'ca.pem');
  openssl('req', ...key('broker'), '-subj', '/CN=127.0.0.1', '-out', 'broker.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', 'broker.csr', ...signer, '-extfile', 'names', '-out', 'broker.pem');
  chmodSync(join(folder, 'broker.key'), 0o644);
}

/** Below the ports that the system gives to outgoing connections, so no connection takes the port while a broker is down. */
const PORTS = { first: 20_000, count: 12_000 };

/** A port of 127.0.0.1 where nobody listens. It is chosen at random, because other tests choose ports at the same time. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${PORTS.first} to ${PORTS.first + PORTS.count - 1}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
