// The emulated machine: a QEMU process with its disk, its serial lines, its USB port and its network to the broker.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, type OnBeat } from './agent.js';
import { Qmp } from './qmp.js';

/** Generous: the first start after an installation on a machine that is busy with other work. */
const BOOT_MS = 480_000;
const END_MS = 10_000;
const SHUT_DOWN_MS = 120_000;

export interface MachineParts {
  /** A folder with `bzImage`. */
  readonly kernel: string;
  /** The disk's image, which stays as it is: changes go to a file in the folder. */
  readonly disk: string;
  /** A file that the guest sees as its second disk. */
  readonly payload: string;
  /** For sockets, logs and changes of the disk. */
  readonly folder: string;
  /** The broker's port on this machine. The guest reaches it as 10.0.2.100:1883, and nothing else. */
  readonly brokerPort: number;
}

/** USB serial adapter, by the id that QEMU's commands take. */
export const USB_ADAPTER = {
  driver: 'usb-serial',
  id: 'adapter',
  serial: 'tank',
  chardev: 'usb',
  'always-plugged': true,
} as const;

/** USB stick. */
export const USB_STICK = { driver: 'usb-storage', id: 'stick', drive: 'stick' } as const;
const STICK_SIZE = '64M';

export interface StartOptions {
  /** How the kernel mounts the root. */
  readonly root?: 'rw' | 'ro';
  /** The stick is plugged in at the start. */
  readonly stick?: boolean;
}

/**
 * The guest's time is counted by the instructions that it executes (`icount`), not by this machine's clock: when other work
 * delays the emulation, the guest does not see a stall. 2^0 ns an instruction is about the pace of a small board.
 */
const NANOSECONDS_AN_INSTRUCTION_LOG2 = 0;

const KERNEL_PARAMETERS = [
  ...['console=ttyS0', 'quiet', 'panic=-1', 'net.ifnames=0', 'random.trust_cpu=on'],
  // Programs at the same addresses: QEMU then finds the code again that it has translated before, which makes them twice as quick.
  'norandmaps',
  // 512 terminals of a kind that nothing uses: udev would look at each one during the start.
  'pty.legacy_count=0',
];

/** Lifecycle: any number of {@link start} with a {@link cutPower} after each. The disk keeps its content. */
export class Machine {
  /** Is called every 50 ms of the guest's time while the guest runs. */
  onBeat: OnBeat = () => undefined;
  private readonly parts: MachineParts;
  private readonly changes: string;
  private readonly stick: string;
  private child: ChildProcess | undefined;
  private control: Qmp | undefined;
  private line: Agent | undefined;

  constructor(parts: MachineParts) {
    this.parts = parts;
    this.changes = join(parts.folder, 'changes.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', parts.disk, this.changes]);
    this.stick = join(parts.folder, 'stick.img');
    execFileSync('qemu-img', ['create', '-q', '-f', 'raw', this.stick, STICK_SIZE]);
  }

  get agent(): Agent {
    if (this.line === undefined) throw new Error('the machine is off');
    return this.line;
  }

  get qmp(): Qmp {
    if (this.control === undefined) throw new Error('the machine is off');
    return this.control;
  }

  /** The socket of the plant's serial line, which is `/dev/ttyS1` in the guest. */
  get serial(): string {
    return join(this.parts.folder, 'plant.sock');
  }

  /** The socket of the USB adapter. */
  get usb(): string {
    return join(this.parts.folder, 'usb.sock');
  }

  /** Resolves when the guest takes commands. */
  async start(options: StartOptions = {}): Promise<void> {
    const log = openSync(join(this.parts.folder, 'qemu.log'), 'a');
    this.child = spawn('qemu-system-x86_64', this.arguments(options), { stdio: ['ignore', log, log] });
    closeSync(log);
    const killWithUs = () => this.child?.kill('SIGKILL');
    process.once('exit', killWithUs);
    this.child.once('exit', () => process.off('exit', killWithUs));
    this.control = await Qmp.connect(join(this.parts.folder, 'qmp.sock'));
    const { folder } = this.parts;
    this.line = await Agent.connect(
      join(folder, 'agent.sock'),
      BOOT_MS,
      join(folder, 'commands.log'),
      (isOpen) => this.onBeat(isOpen),
    );
    // Its status does not matter: a unit of the guest's own that failed is none of ours.
    await this.line.try('systemctl is-system-running --wait');
  }

  /** Lets the guest end in order, as before its power is switched off. */
  async shutDown(): Promise<void> {
    const child = this.child;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    void this.agent.try('systemctl poweroff', SHUT_DOWN_MS);
    const timer = setTimeout(() => child.kill('SIGKILL'), SHUT_DOWN_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Ends the emulation at once: the guest has no chance to write or send anything. */
  async cutPower(): Promise<void> {
    this.line?.close();
    this.line = undefined;
    const child = this.child;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    void this.control?.execute('quit').catch(() => undefined);
    await ended;
    clearTimeout(timer);
    this.control?.close();
    this.control = undefined;
  }

  private arguments({ root = 'rw', stick = false }: StartOptions): string[] {
    const { kernel, payload, folder, brokerPort } = this.parts;
    const line = (name: string) => ['-serial', `unix:${join(folder, `${name}.sock`)},server=on,wait=off`];
    const toBroker = `guestfwd=tcp:10.0.2.100:1883-cmd:socat - TCP:127.0.0.1:${brokerPort}`;
    const kernelLine = [`root=/dev/vda ${root}`, ...KERNEL_PARAMETERS].join(' ');
    // An older processor: its instructions are quicker to emulate than vectors of 256 bits.
    return [
      ...['-accel', 'tcg', '-icount', `shift=${NANOSECONDS_AN_INSTRUCTION_LOG2}`],
      ...['-rtc', 'base=utc,clock=vm'],
      ...['-M', 'q35', '-cpu', 'Nehalem', '-m', '1024', '-no-reboot', '-display', 'none', '-nodefaults'],
      ...['-kernel', join(kernel, 'bzImage'), '-append', kernelLine],
      ...['-drive', `file=${this.changes},format=qcow2,if=virtio`],
      ...['-drive', `file=${payload},format=raw,if=virtio,readonly=on`],
      ...['-chardev', `file,id=console,path=${join(folder, 'console.log')},append=on`],
      ...['-serial', 'chardev:console', ...line('plant'), ...line('agent')],
      ...['-qmp', `unix:${join(folder, 'qmp.sock')},server=on,wait=off`],
      ...['-device', 'qemu-xhci', '-chardev', `socket,id=usb,path=${this.usb},server=on,wait=off`],
      ...['-device', deviceOption(USB_ADAPTER)],
      ...['-drive', `file=${this.stick},format=raw,if=none,id=stick`],
      ...(stick ? ['-device', deviceOption(USB_STICK)] : []),
      ...['-device', 'virtio-rng-pci'],
      ...['-nic', `user,model=virtio-net-pci,restrict=on,${toBroker}`],
    ];
  }
}

/** A device as QEMU's command line takes it. */
function deviceOption({ driver, ...options }: typeof USB_ADAPTER | typeof USB_STICK): string {
  const words = Object.entries(options).map(([key, value]) => `${key}=${value === true ? 'on' : value}`);
  return [driver, ...words].join(',');
}
