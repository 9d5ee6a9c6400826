// Makes outputs safe one by one, without a controller. The code for each kind of output is loaded only when it is needed.
import type { OutputEntry } from './entries.js';

type Kind = OutputEntry['kind'];
type Entry<K extends Kind> = Extract<OutputEntry, { kind: K }>;

/** Resolves when the output has its safe value. Rejects with an error that says why it does not. */
type MakeSafe = { readonly [K in Kind]: (entry: Entry<K>) => Promise<void> };

/** For an entry of an older version, which has fewer keys. */
const LINE_DEFAULTS = { rtscts: false, hupcl: true, dtr: 'on', rts: 'on' } as const;

const BY_KIND: MakeSafe = {
  async serial({ name, record, safe, ...entry }) {
    const { LoadOutput } = await import('../../../hal/linux/serial/load-output.js');
    const { sendLine } = await import('../../../hal/linux/serial/port/send-line.js');
    const load = new LoadOutput(name, { record, safe });
    const settings = { ...LINE_DEFAULTS, restart: undefined, ...entry };
    await sendLine(settings, () => load.line(safe));
  },

  async gpio({ chip, line, backend, activeLow, safe }) {
    const { openGpioLines } = await import('../../../hal/linux/gpio/find-gpio.js');
    const gpio = await openGpioLines(chip, () => performance.now() / 1000, backend);
    // The line is not claimed here, because a hanging controller may still hold the claim.
    await gpio.openOutput(line, (safe === 1) === activeLow ? 0 : 1);
  },

  async i2c({ bus, address, device, safe }) {
    const { sendSetpoint } = await import('../../../hal/linux/i2c/send-setpoint.js');
    await sendSetpoint(bus, address, device, safe);
  },
};

/** A hanging driver must not delay the report of the other outputs. */
const LIMIT_MS = 4000;
/** A board that restarts gets its time besides. */
const restartMs = (entry: OutputEntry): number => (entry.kind === 'serial' ? 1000 * (entry.restart ?? 0) : 0);

export interface Unreached {
  readonly name: string;
  readonly reason: string;
  readonly fix?: string | undefined;
}

/** Makes all outputs safe; outputs of the same device one after the other. @returns the outputs that could not be reached */
export async function makeSafe(entries: readonly OutputEntry[]): Promise<Unreached[]> {
  const byDevice = new Map<string, OutputEntry[]>();
  for (const entry of entries)
    byDevice.set(deviceOf(entry), [...(byDevice.get(deviceOf(entry)) ?? []), entry]);
  const outcomes = await Promise.all([...byDevice.values()].map(makeSafeInTurn));
  return outcomes.flat();
}

async function makeSafeInTurn(entries: readonly OutputEntry[]): Promise<Unreached[]> {
  const unreached: Unreached[] = [];
  for (const entry of entries) {
    try {
      await within(LIMIT_MS + restartMs(entry), driveSafe(entry));
    } catch (error) {
      const { message, fix } = error as Error & { fix?: string };
      unreached.push({ name: entry.name, reason: message, fix });
    }
  }
  return unreached;
}

function deviceOf(entry: OutputEntry): string {
  if (entry.kind === 'serial') return entry.path;
  return entry.kind === 'i2c' ? `${entry.bus}` : entry.kind;
}

async function driveSafe(entry: OutputEntry): Promise<void> {
  // A written list may come from another version, so a kind may be unknown in spite of its type.
  const drive = BY_KIND[entry.kind] as ((entry: OutputEntry) => Promise<void>) | undefined;
  if (drive === undefined) throw new Error(`this version knows no outputs of the kind ${String(entry.kind)}`);
  await drive(entry);
}

function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it gives no answer within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
