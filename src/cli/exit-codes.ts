// The exit statuses of `kpp`.

export const EXIT = {
  ok: 0,
  /** Something failed that is neither usage nor configuration. */
  failed: 1,
  /** Wrong usage, as `EX_USAGE` of sysexits.h. */
  usage: 64,
  /** A configuration error, as `EX_CONFIG`. */
  config: 78,
} as const;
