// Where the plan of a restore is while it exchanges files.

/** Beside the configuration, where `kpp run` looks for it too. */
export function planPath(configFile: string): string {
  return `${configFile}.restore-plan`;
}
