// Child process: runs the control loop on its pacer, with a serial line and with no devices or six devices on a bus.
import { openSync, read } from 'node:fs';
import { answer, parameters } from '../child.mjs';
import { load } from '../dist.mjs';
import { openLoop } from '../open-loop.mjs';

const RATE_HZ = 15;
const BASE_RATE_HZ = 60;
const SEND_AFTER_MS = 5;
/** During this time code is compiled and chips are set up. Ticks of it are not counted. */
const START_MS = 2000;

const ON_LINE = ['chain.velocity', 'chain.position', 'chain.tension', 'generator.torque'];
/** Without devices these channels come through the serial line, so that the scan always has the same channels. */
const ON_BUS = [
  'generator.voltage',
  'generator.current',
  'pneumatics.compressorPower',
  'pneumatics.tankPressure',
  'water.temperature',
  'generator.temperature',
  'generator.speed',
];
/** Values of the default plant while it runs. A channel that is not listed has the value 1. */
const PLANT = {
  'chain.tension': 5800,
  'generator.speed': 39,
  'generator.torque': 120,
  'generator.voltage': 155,
  'generator.current': 28.6,
  'pneumatics.compressorPower': 12_000,
  'pneumatics.tankPressure': 257_000,
  'water.temperature': 12,
  'generator.temperature': 40,
};
const LOST_CHANNEL = 'generator.temperature';
const SILENT = 0x19;
const DEVICES = [
  {
    bus: 1,
    address: 0x40,
    device: 'ina226',
    shuntOhms: 0.002,
    scale: { voltage: 10 },
    channels: { voltage: 'generator.voltage', current: 'generator.current' },
  },
  {
    bus: 1,
    address: 0x41,
    device: 'ina226',
    shuntOhms: 0.001,
    scale: { voltage: 10, current: 5 },
    channels: { power: 'pneumatics.compressorPower' },
  },
  {
    bus: 1,
    address: 0x48,
    device: 'ads1115',
    inputs: { 0: { channel: 'pneumatics.tankPressure', scale: 250_000, offset: -125_000 } },
  },
  { bus: 1, address: 0x18, device: 'mcp9808', channels: { temperature: 'water.temperature' } },
  { bus: 1, address: SILENT, device: 'mcp9808', channels: { temperature: LOST_CHANNEL } },
  { bus: 1, address: 0x36, device: 'as5600', channels: { speed: 'generator.speed' } },
];

const { parseConfig } = await load('src/config/index.js');
const { LinuxHal } = await load('hal/linux/linux-hal.js');
const { VirtualDevices } = await load('hal/virtual/virtual-devices.js');
const { PACE, Pacer } = await load('src/runtime/time/pacer.js');
const { Rehearsal } = await load('src/runtime/rehearsal.js');

/** `isOnBus`: the six devices exist. `isOneLost`: one of them never answers; without devices, its field in the line is empty. */
const { isOnBus, isOneLost, seconds, settle } = parameters();
const settleMs = settle * 1000;
const hal = {
  kind: 'linux',
  serial: {
    chain: { path: 'in memory', records: { KPP: ['seq', 'timeMs', ...ON_LINE, ...(isOnBus ? [] : ON_BUS)] } },
  },
  i2c: isOnBus ? DEVICES : [],
  outputs: { load: { serial: 'chain', safe: 0, timeout: 'drive' } },
};
const { config, problems } = parseConfig(JSON.stringify({ hal }), 'bench');
if (config === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
const originMs = performance.now();
const clock = () => (performance.now() - originMs) / 1000;
const parts = config.hal;
const world = new VirtualDevices({ config: parts, clock, random: Math.random, restarted() {} });
const machine = new LinuxHal({ ...parts, ...world.environment, openI2cPort });
if (isOnBus && isOneLost) world.buses.disturb(SILENT, null, 'silent');

const lateness = [];
const compute = [];
/** Compute time of the ticks with an event, us. */
const eventful = [];
let isEventful = false;
const onEvent = () => {
  isEventful = true;
};
const { loop, controller, profiler, close } = await openLoop(config, machine, originMs, onEvent);
const beganMs = performance.now();
const rehearsal = new Rehearsal(controller.plan);
rehearsal.warmUp();
/** The values never change, so no time goes into a simulation. As on a real plant, the sensors send between the ticks. */
const plant = {
  value: (channel) => (!isOnBus && isOneLost && channel === LOST_CHANNEL ? null : (PLANT[channel] ?? 1)),
};
const send = () => world.feed(plant, { fromS: clock() - 1 / BASE_RATE_HZ, toS: clock() });
const watch = (pace) => {
  loop.tick(pace);
  setTimeout(send, SEND_AFTER_MS);
  if (pace[PACE.isControl] !== 1) return;
  const ranMs = performance.now() - beganMs;
  if (isEventful) {
    if (ranMs >= START_MS) eventful.push(profiler.lastComputeUs);
  } else if (ranMs >= settleMs) {
    lateness.push(pace[PACE.latenessMs] * 1000);
    compute.push(profiler.lastComputeUs);
  }
  isEventful = false;
};
const pacer = new Pacer(RATE_HZ, watch, { onApproach: () => rehearsal.runOnce(controller) });
pacer.start();
await new Promise((resolve) => setTimeout(resolve, settleMs + seconds * 1000));
pacer.stop();
const { names, values } = machine.counters;
const counters = Object.fromEntries(names.map((name, i) => [name, values[i]]));
close();
answer({ lateness, compute, eventful, counters });
process.exit();

/** Works as the library `i2c-bus` does: a thread of libuv's pool makes each call, and the result comes through the event loop. */
async function openI2cPort(bus) {
  const port = await world.environment.openI2cPort(bus);
  const zero = openSync('/dev/zero', 'r');
  const trip = () => new Promise((resolve) => read(zero, Buffer.alloc(1), 0, 1, null, resolve));
  const calls = Object.entries(port).map(([name, call]) => [
    name,
    async (...args) => {
      await trip();
      return call(...args);
    },
  ]);
  return Object.fromEntries(calls);
}
