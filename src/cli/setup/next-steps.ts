// What the owner does after the set-up: one sentence a step, in order.
import type { Draft } from './draft.js';

export interface Outcome {
  readonly draft: Draft;
  readonly file: string;
  readonly isSimulated: boolean;
  /** True when the installed service runs with this file. */
  readonly isOfService: boolean;
  readonly address: string;
}

export function nextSteps({ draft, file, isSimulated, isOfService, address }: Outcome): string[] {
  const checks = draft.toCheck.map((what) => `Check in ${file}: ${what}.`);
  const machine = `Write the parameters of your machine below plant: docs/plant.md says how to measure each of them.`;
  const run = isOfService
    ? 'Let the service read it: sudo systemctl restart kpp-controller'
    : `Run it: kpp run --config ${file}`;
  return [
    ...checks,
    ...(isSimulated
      ? ['Connect sensors and start `kpp setup` again; or write them below hal: docs/hardware.md.']
      : [machine]),
    `Check the file after each change: ${isOfService ? 'sudo ' : ''}kpp check --config ${file}`,
    run,
    `Look at it: kpp status --config ${file}, or http://${address}`,
  ];
}
