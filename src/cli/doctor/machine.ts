// All that the probes read from the operating system. A test gives a folder in the place of the root, and so describes a machine.
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import type { GpioPlaces } from '../../../hal/linux/gpio/find-gpio.js';
import { type OpenScanningPort, openI2cPort } from '../../../hal/linux/i2c/port.js';
import { FileTree } from '../../host/file-tree.js';
import { type FileOwner, parseAcl } from './acl.js';
import { type ListenToPort, listenToPort } from './listening/port-ear.js';

/** The native libraries for GPIO lines and I2C buses. */
export interface Bindings extends Pick<GpioPlaces, 'loadOnoff' | 'loadKernel'> {
  readonly openI2cPort?: OpenScanningPort;
  readonly listenToPort?: ListenToPort;
  readonly node?: NodeVersion;
  readonly now?: Date;
  /** The owner of what is at an absolute path of the machine; null when nothing is there. */
  readonly ownerOf?: (path: string) => FileOwner | null;
}

/** `process.version` and `process.arch`. */
export interface NodeVersion {
  readonly version: string;
  readonly arch: string;
}

/** The machine under examination. */
export class Machine extends FileTree {
  /** Where GPIO lines are found, and the library that uses them. */
  readonly gpio: GpioPlaces;
  readonly openI2cPort: OpenScanningPort;
  readonly listenToPort: ListenToPort;
  readonly node: NodeVersion;
  /** The wall clock at the beginning of the examination. */
  readonly now: Date;
  /** Owner and permissions; null when nothing is at the path. */
  readonly ownerOf: (path: string) => FileOwner | null;

  /**
   * @param root folder that contains /dev and /sys: empty for this machine
   * @param bindings libraries for a test; leave out for this machine
   */
  constructor(
    root = '',
    {
      openI2cPort: openPort = openI2cPort,
      listenToPort: listen = listenToPort,
      node = process,
      now = new Date(),
      ownerOf: owner = (path) => ownerOf(this.path(path)),
      ...gpio
    }: Bindings = {},
  ) {
    super(root);
    this.node = node;
    this.now = now;
    this.ownerOf = owner;
    this.listenToPort = listen;
    this.openI2cPort = openPort;
    this.gpio = { ...gpio, sysfs: this.path('/sys/class/gpio'), devices: this.path('/dev') };
  }

  /** The last part of a link's target; null when there is no such link. */
  linkedName(path: string): string | null {
    const target = linkOf(this.path(path));
    return target === null ? null : basename(target);
  }

  /** The path without any link in it; null when there is nothing at the path. */
  resolved(path: string): string | null {
    try {
      // The native one: the other drops `..` before it follows the links.
      return realpathSync.native(this.path(path));
    } catch {
      return null;
    }
  }

  exists(path: string): boolean {
    return this.mayUse(path, constants.F_OK);
  }

  isReadableAndWritable(path: string): boolean {
    return this.mayUse(path, constants.R_OK | constants.W_OK);
  }

  /** The command line of each process, its parts divided by blanks; only those that this user may see. */
  commandLines(): string[] {
    const pids = this.list('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => this.read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim());
  }

  /** The name of a group; its number when /etc/group does not have it. */
  groupName(gid: number): string {
    const line = new RegExp(`^([^:]+):[^:]*:${gid}:`, 'm').exec(this.read('/etc/group'));
    return line?.[1] ?? String(gid);
  }

  /** The user who runs this program. */
  get user(): string {
    return userInfo().username;
  }

  /**
   * The other processes that have a file open, as `name (pid)`; only those that this user may see. It does not open the
   * port, which would reset the board behind it.
   */
  holders(path: string): string[] {
    const target = resolved(path);
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && holds(pid, target))
      .map((pid) => `${nameOf(pid)} (${pid})`);
  }

  private mayUse(path: string, mode: number): boolean {
    try {
      accessSync(this.path(path), mode);
      return true;
    } catch {
      return false;
    }
  }
}

function ownerOf(path: string): FileOwner | null {
  try {
    const { uid, gid, mode } = statSync(path);
    return { uid, gid, mode, acl: aclOf(path) };
  } catch {
    return null;
  }
}

/** Node cannot read access control lists. A machine without the program has none, or they stay unknown. */
function aclOf(path: string) {
  try {
    const text = execFileSync('getfacl', ['--omit-header', '--numeric', '--absolute-names', path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return parseAcl(text);
  } catch {
    return [];
  }
}

function resolved(path: string): string {
  try {
    return join(path, '..', readlinkSync(path));
  } catch {
    return path;
  }
}

function holds(pid: string, target: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => linkOf(`${folder}/${fd}`) === target);
  } catch {
    // Another user's process, or one that has just ended.
    return false;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'a program';
  }
}
