// The feedback contact of an output in the HAL: its level, its polarity, and a line that cannot be read.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FEEDBACK } from '../../../../hal/feedback.js';
import type { HalListener } from '../../../../hal/hal.js';
import { LinuxHal } from '../../../../hal/linux/linux-hal.js';
import { VirtualGpio } from '../../../../hal/virtual/gpio/virtual-gpio.js';
import { linuxConfig } from '../../linux-config.js';

const MIRROR = 5;
const MICRO_SWITCH = 6;
const CONFIG = linuxConfig({
  outputs: {
    heartbeat: { line: 24, role: 'heartbeat' },
    contactor: { line: 23, energised: 'connect', feedback: { line: MIRROR } },
    brake: { line: 22, energised: 'release', feedback: { line: MICRO_SWITCH, activeLow: false } },
    second: { line: 25, energised: 'release' },
  },
});

let gpio: VirtualGpio;
let hal: LinuxHal;
let told: string[];
const listener: HalListener = {
  lost: (source, reason) => told.push(`lost ${source}: ${reason}`),
  recovered: (source) => told.push(`recovered ${source}`),
  warned: (source, finding) => told.push(`${source}: ${finding}`),
  emergencyStop() {},
};

beforeEach(async () => {
  told = [];
  gpio = new VirtualGpio();
  hal = new LinuxHal({ ...CONFIG, clock: () => 1, openGpio: gpio.open });
  gpio.set(MIRROR, 1, 0);
  await hal.open(1, listener);
  hal.advance(1);
});
afterEach(() => hal.close());

const words = () => Object.entries(FEEDBACK).map(([word]) => word);
const feedback = () => [...hal.feedback].map((value) => words()[value]);

describe('the feedback of an output', () => {
  it('exists only where a contact is configured', () => {
    expect(hal.outputs.map(({ hasFeedback = false }) => hasFeedback)).toEqual([false, true, true, false]);
    expect(feedback()).toEqual(['none', 'off', 'off', 'none']);
  });

  it('is that of a normally closed mirror contact: a high line means not energised', () => {
    gpio.set(MIRROR, 0, 1);
    hal.advance(1);
    expect(feedback()[1]).toBe('on');
  });

  it('without activeLow is that of a normally open contact', () => {
    gpio.set(MICRO_SWITCH, 1, 1);
    hal.advance(1);
    expect(feedback()[2]).toBe('on');
  });

  it('does not follow from what was written: only the contact counts', () => {
    hal.write(Float64Array.of(0, 1, 1, 1));
    hal.advance(1);
    expect(feedback()).toEqual(['none', 'off', 'off', 'none']);
  });

  it('is in the health in words', () => {
    expect(hal.remarks()).toEqual({
      'outputs.contactor.feedback': 'not energised',
      'outputs.brake.feedback': 'not energised',
    });
  });

  it('that cannot be read agrees with nothing, and its source is lost once', () => {
    gpio.break(MIRROR, new Error('EIO'));
    hal.advance(1);
    hal.advance(1);
    expect(feedback()[1]).toBe('unreadable');
    gpio.break(MIRROR, null);
    hal.advance(1);
    expect(feedback()[1]).toBe('off');
    expect(told).toEqual(['lost outputs.contactor.feedback: EIO', 'recovered outputs.contactor.feedback']);
  });
});

it('the line of a contact is held like any other', async () => {
  const other = new VirtualGpio();
  other.hold(MIRROR);
  const second = new LinuxHal({ ...CONFIG, clock: () => 1, openGpio: other.open });
  await expect(second.open(1, listener)).rejects.toMatchObject({ code: 'in_use' });
});
