// The registry of probes: one for each part of the machine that is checked, in the order of the report.
import type { Probe } from './examination.js';
import { broker } from './probes/broker.js';
import { clock } from './probes/clock.js';
import { disk } from './probes/disk.js';
import { gpio } from './probes/gpio.js';
import { host } from './probes/host.js';
import { http } from './probes/http.js';
import { i2c } from './probes/i2c.js';
import { node } from './probes/node.js';
import { power } from './probes/power.js';
import { serial } from './probes/serial.js';
import { service } from './probes/service.js';
import { storage } from './probes/storage.js';
import { temperature } from './probes/temperature.js';

export const PROBES: readonly Probe[] = [
  node,
  clock,
  power,
  temperature,
  disk,
  storage,
  host,
  serial,
  i2c,
  gpio,
  service,
  broker,
  http,
];
