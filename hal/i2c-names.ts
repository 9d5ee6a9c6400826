// The names of a device on an I2C bus: in the configuration, in messages, and as a source.

/** The name of a device as a source: `i2c.1.0x40`. */
export function i2cSource({ bus, address }: { readonly bus: number; readonly address: number }): string {
  return `i2c.${bus}.${hexAddress(address)}`;
}

/** The address as in data sheets and in `i2cdetect`: `0x40`. */
export function hexAddress(address: number): string {
  return `0x${address.toString(16).padStart(2, '0')}`;
}
