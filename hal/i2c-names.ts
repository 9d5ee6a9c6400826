// How a device on an I2C bus is called: in the configuration, in messages, as a source.

/** Name of a device as a source: `i2c.1.0x40`. */
export function i2cSource({ bus, address }: { readonly bus: number; readonly address: number }): string {
  return `i2c.${bus}.${hexAddress(address)}`;
}

/** As data sheets and `i2cdetect` write it: `0x40`. */
export function hexAddress(address: number): string {
  return `0x${address.toString(16).padStart(2, '0')}`;
}
