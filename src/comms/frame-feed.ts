// Hands every frame to those in this thread who asked for it: the streams with subscribers of their own.

/** The frame is the feed's own: copy what has to outlive the call. */
export type FrameListener = (frame: Float64Array) => void;

export class FrameFeed {
  private readonly listeners = new Set<FrameListener>();
  private droppedMessages = 0;

  get subscribers(): number {
    return this.listeners.size;
  }

  /** Messages that subscribers were too slow for. */
  get dropped(): number {
    return this.droppedMessages;
  }

  subscribe(listener: FrameListener): void {
    this.listeners.add(listener);
  }

  unsubscribe(listener: FrameListener): void {
    this.listeners.delete(listener);
  }

  publish(frame: Float64Array): void {
    for (const listener of this.listeners) {
      listener(frame);
    }
  }

  /** A subscriber had to leave a message out. */
  countDropped(): void {
    this.droppedMessages++;
  }
}
