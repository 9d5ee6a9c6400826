// Reads I2C devices on a real bus: `node scripts/sbc/i2c-check.mjs BUS DEVICE=ADDRESS...`, after `npm run build`.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const load = (module) =>
  import(pathToFileURL(fileURLToPath(new URL(`../../dist/${module}`, import.meta.url))).href);

/** For each kind of device: what is read, and as which channel. */
const SETTINGS = {
  ina226: {
    shuntOhms: 0.002,
    channels: { voltage: 'generator.voltage', current: 'generator.current', power: 'generator.power' },
  },
  ads1115: {
    inputs: {
      0: { channel: 'pneumatics.tankPressure' },
      1: { channel: 'chain.tension' },
      2: { channel: 'generator.torque' },
      3: { channel: 'pneumatics.compressorPower' },
    },
  },
  mcp9808: { channels: { temperature: 'water.temperature' } },
  as5600: { channels: { speed: 'generator.speed', position: 'chain.position' } },
  mcp4725: { name: 'dac' },
};
const TICK_MS = 1000 / 60;
const SECONDS = 3;
/** Share of full scale that the converter gets; at the end it gets 0. */
const SETPOINT = 0.5;

const [bus, ...named] = process.argv.slice(2);
const i2c = named.map((word) => {
  const [device, address] = word.split('=');
  return { bus: Number(bus), address: Number(address), device, ...SETTINGS[device] };
});
const isUsable = ({ device, address }) => device in SETTINGS && Number.isInteger(address);
if (!/^\d+$/.test(bus ?? '') || i2c.length === 0 || !i2c.every(isUsable)) {
  console.error(
    `usage: node scripts/sbc/i2c-check.mjs BUS DEVICE=ADDRESS...  (${Object.keys(SETTINGS).join(', ')})`,
  );
  process.exit(64);
}

const { openI2cPort } = await load('hal/linux/i2c/port.js');
const { LinuxHal } = await load('hal/linux/linux-hal.js');
const { linuxSchema } = await load('hal/linux/schema.js');
const { QUALITY_NAMES } = await load('hal/quality.js');

const port = await openI2cPort(Number(bus)).catch((error) => {
  console.error(`${error.message} ${error.fix}`);
  process.exit(1);
});
const answering = await port.scan();
await port.close();
console.log(
  `devices that answer on bus ${bus}: ${answering.map((address) => `0x${address.toString(16)}`).join(' ')}`,
);

const hasConverter = i2c.some(({ device }) => device === 'mcp4725');
const clock = () => performance.now() / 1000;
const outputs = hasConverter ? { load: { i2c: 'dac', timeout: 'contactor' } } : {};
const hal = new LinuxHal({ ...linuxSchema.parse({ i2c, outputs }), clock });
let lost = 0;
await hal.open(clock(), {
  lost: (source, reason) => {
    lost++;
    console.log(`lost ${source}: ${reason}`);
  },
  recovered: (source) => {
    lost--;
    console.log(`recovered ${source}`);
  },
  emergencyStop: () => {},
});

const { samples, sourcesOf, counters } = hal;
const oldestS = new Float64Array(samples.names.length);
let slowestMs = 0;
const endS = clock() + SECONDS;
for (let tick = 0; clock() < endS; tick++) {
  const startMs = performance.now();
  // Read the ages before the tick's own readings arrive, as the scan does.
  samples.names.forEach((_, row) => {
    if (tick > 60) oldestS[row] = Math.max(oldestS[row], clock() - samples.timeS[row]);
  });
  hal.advance(clock());
  if (tick % 4 === 0) hal.write(Float64Array.from(hal.outputs, () => SETPOINT));
  slowestMs = Math.max(slowestMs, performance.now() - startMs);
  await sleep(TICK_MS);
}
samples.names.forEach((name, row) => {
  const quality = QUALITY_NAMES[samples.quality[row]];
  const age = `${(oldestS[row] * 1000).toFixed(0)} ms old at most`;
  console.log(`${sourcesOf[row].join(' ')} ${name}: ${samples.value[row]}, ${quality}, ${age}`);
});
counters.names.forEach((name, i) => {
  if (counters.values[i] > 0) console.log(`${name} ${counters.values[i]}`);
});
console.log(`slowest tick ${slowestMs.toFixed(2)} ms`);
if (hasConverter) console.log(`the converter was set to ${SETPOINT} and is now set to 0`);
hal.write(Float64Array.from(hal.outputs, ({ safe }) => safe));
await hal.close();
process.exit(lost === 0 ? 0 : 1);
