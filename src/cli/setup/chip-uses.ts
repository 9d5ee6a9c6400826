// What a chip on an I2C bus usually measures at such a plant: the proposals of the set-up, the best first.

export interface ChipUse {
  /** Ends the sentence "It measures ..". */
  readonly what: string;
  readonly channels: readonly string[];
  /** The keys of the device besides bus, address and device. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** A number that no program can find out. */
  readonly unknown?: { readonly key: string; readonly text: string };
  /** What has to be corrected by hand; left out when the keys are right for every machine. */
  readonly check?: string;
}

const SHUNT = {
  unknown: { key: 'shuntOhms', text: 'Resistance of its shunt, ohm' },
  check: '`shuntOhms`, and `scale` when a divider or a transducer is in front of the chip',
};

/** By the name of the device. A device that is not in this table is configured by hand. */
export const CHIP_USES: Readonly<Record<string, readonly ChipUse[]>> = {
  ina226: [
    {
      what: 'voltage and current of the generator',
      channels: ['generator.voltage', 'generator.current'],
      keys: {
        shuntOhms: 0.002,
        channels: { voltage: 'generator.voltage', current: 'generator.current' },
      },
      ...SHUNT,
    },
    {
      what: 'the power of the compressor',
      channels: ['pneumatics.compressorPower'],
      keys: { shuntOhms: 0.001, channels: { power: 'pneumatics.compressorPower' } },
      ...SHUNT,
    },
  ],
  ads1115: [
    {
      what: 'the pressure of the air tank, at its input 0',
      channels: ['pneumatics.tankPressure'],
      keys: { inputs: { 0: { channel: 'pneumatics.tankPressure', scale: 250_000, offset: -125_000 } } },
      check: '`scale` (Pa for each volt) and `offset` (Pa) of the pressure transmitter',
    },
  ],
  mcp9808: [
    {
      what: 'the temperature of the water',
      channels: ['water.temperature'],
      keys: { channels: { temperature: 'water.temperature' } },
    },
  ],
  as5600: [
    {
      what: 'the speed of the generator, on its shaft',
      channels: ['generator.speed'],
      keys: { channels: { speed: 'generator.speed' } },
      check: '`scale`, when the magnet is not on the shaft of the generator itself',
    },
  ],
};
