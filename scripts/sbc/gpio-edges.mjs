// Measures how many pulses a second the program takes: `node scripts/sbc/gpio-edges.mjs`, after `npm run build`. Needs no GPIO.
//
// A pipe stands for the kernel's queue of a line. Real are the reading of the events, their decoding, the meter and the sample.
import { closeSync, mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import koffi from 'koffi';

const root = fileURLToPath(new URL('../..', import.meta.url));
const load = (module) => import(pathToFileURL(join(root, 'dist', module)).href);
const { DeviceLines } = await load('hal/linux/gpio/chardev/device-lines.js');
const { loadKernel } = await load('hal/linux/gpio/chardev/kernel.js');
const { LAYOUT, REQUEST } = await load('hal/linux/gpio/chardev/uapi.js');
const { LinuxHal } = await load('hal/linux/linux-hal.js');
const { linuxSchema } = await load('hal/linux/schema.js');

const ROUNDS = 300;
/** The kernel's queue of one line. */
const QUEUE = 1024;
const PULSES_HZ = 2000;
/** A quiet round reads what has to be read without any pulse. */
const BATCHES = [0, Math.round(PULSES_HZ / 60), QUEUE];

const folder = mkdtempSync(join(tmpdir(), 'kpp-gpio-'));
writeFileSync(join(folder, 'gpiochip0'), '');
const makePipe = koffi.load(null).func('int pipe(_Out_ int *fds)');
const ends = [0, 0];
makePipe(ends);
const real = loadKernel();
const kernel = {
  ...real,
  ioctl(_fd, request, argument) {
    if (request === REQUEST.getLine) argument.writeInt32LE(ends[0], LAYOUT.lineRequest.fd);
  },
};
const config = linuxSchema.parse({
  gpio: { pulses: { line: 17, channel: 'chain.velocity', metresPerPulse: 0.0075 } },
});
let nowS = 10;
const clock = () => nowS;
const chip = { name: 'gpiochip0', label: 'pipe', lines: 54, base: null };
const openGpio = async () =>
  new DeviceLines({ chip, kernel, watch: null, clock, kernelClock: clock, root: folder });
const hal = new LinuxHal({ ...config, clock, openGpio });
await hal.open(nowS, { lost: console.error, recovered() {}, warned() {}, emergencyStop() {} });

let sequence = 0;
function events(count) {
  const bytes = Buffer.alloc(count * LAYOUT.lineEvent.size);
  for (let i = 0; i < count; i++) {
    const at = i * LAYOUT.lineEvent.size;
    nowS += 1 / PULSES_HZ;
    sequence++;
    bytes.writeBigUInt64LE(BigInt(Math.round(nowS * 1e9)), at + LAYOUT.lineEvent.timestampNs);
    bytes.writeUInt32LE(1, at + LAYOUT.lineEvent.id);
    bytes.writeUInt32LE(sequence, at + LAYOUT.lineEvent.lineSequence);
  }
  return bytes;
}

for (const count of BATCHES) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (count > 0) writeSync(ends[1], events(count));
    else nowS += 1 / 60;
    const startMs = performance.now();
    hal.advance(nowS);
    times.push((performance.now() - startMs) * 1000);
  }
  times.sort((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((share) => times[Math.floor(share * ROUNDS)]);
  const rate = count === 0 ? '' : `, ${Math.round(count / (p50 / 1e6)).toLocaleString('en')} pulses a second`;
  console.log(`${count} pulses at once: p50 ${p50.toFixed(0)} us, p99 ${p99.toFixed(0)} us${rate}`);
}
const counter = (name) => hal.counters.values[hal.counters.names.indexOf(`gpio.pulses.${name}`)];
console.log(
  `${counter('edges')} pulses, ${counter('missed')} missed, ${counter('glitches')} glitches, ${hal.samples.value[0].toFixed(2)} m/s`,
);
await hal.close();
closeSync(ends[1]);
rmSync(folder, { recursive: true });
