// Reports the loss and the recovery of a source once each, also when the source fails many times in between.
import type { HalListener } from '../hal.js';

export class SourceHealth {
  private isLost = false;

  constructor(
    private readonly source: string,
    private readonly listener: HalListener,
  ) {}

  failed(error: unknown): void {
    if (this.isLost) return;
    this.isLost = true;
    this.listener.lost(this.source, error instanceof Error ? error.message : String(error));
  }

  works(): void {
    if (!this.isLost) return;
    this.isLost = false;
    this.listener.recovered(this.source);
  }
}
