// Lines by the character device, and by sysfs for an output that is still exported there: the kernel gives it to nobody else.
import type { Level } from '../../hal.js';
import { LineHeldError, SYSFS_HOLDER } from './line-errors.js';
import type { Bias, EdgeHandler, Edges, GpioLines, InputLine, InputSettings, OutputLine } from './lines.js';

/**
 * A run that used sysfs leaves its outputs exported when it ends. Without this, the next version of the program could neither start
 * nor make them safe before the machine was started again. Inputs are freed when a run ends, so they need no such way.
 */
export class ExportedOutputs implements GpioLines {
  readonly backend: GpioLines['backend'];
  readonly chip: GpioLines['chip'];
  readonly edgeTimeErrorS: number;
  readonly debounces: boolean;

  constructor(
    private readonly device: GpioLines,
    private readonly sysfs: GpioLines,
  ) {
    this.backend = device.backend;
    this.chip = device.chip;
    this.edgeTimeErrorS = device.edgeTimeErrorS;
    this.debounces = device.debounces;
  }

  /** Both ways, because it is not known yet which one the output takes. */
  async claim(line: number): Promise<void> {
    await this.device.claim(line);
    await this.sysfs.claim(line);
  }

  async openOutput(line: number, initial: Level, bias?: Bias): Promise<OutputLine> {
    try {
      return await this.device.openOutput(line, initial, bias);
    } catch (error) {
      if (!(error instanceof LineHeldError) || error.holder !== SYSFS_HOLDER) throw error;
      // Sysfs cannot set a bias, and an output that is driven needs none.
      return this.sysfs.openOutput(line, initial);
    }
  }

  openInput(line: number, edges: Edges, onEdge: EdgeHandler, settings?: InputSettings): Promise<InputLine> {
    return this.device.openInput(line, edges, onEdge, settings);
  }
}
