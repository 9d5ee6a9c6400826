// Adaptive sampling: lowers the streams when they cost more than their budget, and raises them again when there is room.

export interface StreamOptimizerOptions {
  /** The share of a core that messages may take: above `enter` the streams are lowered, below `leave` they may be raised. */
  readonly enterShare?: number;
  readonly leaveShare?: number;
  /** How long the condition has to last before the streams are lowered or raised, s. */
  readonly lowerAfterS?: number;
  readonly raiseAfterS?: number;
}

/** `budget`: the work took too long. `backlog`: more than half of the subscribers are behind. `off`: adaptive sampling is disabled. */
export type StreamReason = 'room' | 'budget' | 'backlog' | 'off';

export interface StreamOptimizerReport {
  /** 0 full, 1 half the rate, 2 a quarter, 3 a quarter with the priority channels only. */
  readonly level: number;
  readonly reason: StreamReason;
  /** Seconds of work per second of frames, over the last second. */
  readonly share: number;
  /** How often the level has changed. */
  readonly changes: number;
}

const MAX_LEVEL = 3;
const WINDOW_S = 1;
const FACTORS = [1, 2, 4, 4];
/** The share of subscribers that are behind. */
const BACKLOG = { enter: 0.5, leave: 0.25 };
const STEP = 0.001;

export class DataStreamOptimizer {
  private readonly enterShare: number;
  private readonly leaveShare: number;
  private readonly lowerAfterS: number;
  private readonly raiseAfterS: number;
  private isOn = true;
  private level = 0;
  private reason: StreamReason = 'room';
  private share = 0;
  private changes = 0;
  private work = 0;
  private behind = 0;
  /** NaN before the first frame, and while the load is between the two limits. */
  private windowS = Number.NaN;
  private tightSinceS = Number.NaN;
  private roomSinceS = Number.NaN;

  /** @throws RangeError when `leaveShare` is not below `enterShare` */
  constructor(options: StreamOptimizerOptions = {}) {
    const { enterShare = 0.25, leaveShare = 0.1, lowerAfterS = 2, raiseAfterS = 10 } = options;
    if (!(leaveShare >= 0 && leaveShare < enterShare)) {
      throw new RangeError(`leaveShare is ${leaveShare}, it has to be below enterShare, ${enterShare}`);
    }
    this.enterShare = enterShare;
    this.leaveShare = leaveShare;
    this.lowerAfterS = lowerAfterS;
    this.raiseAfterS = raiseAfterS;
  }

  /** One of this many messages is sent. */
  get factor(): number {
    return FACTORS[this.level] ?? 1;
  }

  get isPriorityOnly(): boolean {
    return this.level === MAX_LEVEL;
  }

  /** Switches adaptive sampling on or off. When off, all rates are as requested. */
  set enabled(isOn: boolean) {
    this.isOn = isOn;
    if (isOn) return;
    if (this.level > 0) this.changes++;
    this.level = 0;
    this.forget();
  }

  get enabled(): boolean {
    return this.isOn;
  }

  /**
   * Takes the cost of a frame.
   *
   * @param nowS time of the frame, s; never decreases
   * @param workS time spent on its messages, s
   * @param behind share of the subscribers that are more than half behind, 0..1
   */
  observe(nowS: number, workS: number, behind: number): void {
    if (Number.isNaN(this.windowS)) this.windowS = nowS;
    this.work += workS;
    this.behind = Math.max(this.behind, behind);
    const elapsedS = nowS - this.windowS;
    if (elapsedS < WINDOW_S) return;
    this.share = this.work / elapsedS;
    if (this.isOn) this.judge(nowS);
    this.windowS = nowS;
    this.work = 0;
    this.behind = 0;
  }

  report(): StreamOptimizerReport {
    const { level, changes } = this;
    const share = Math.round(this.share / STEP) * STEP;
    return { level, reason: this.isOn ? this.reason : 'off', share: Number(share.toFixed(3)), changes };
  }

  private judge(nowS: number): void {
    const isCostly = this.share > this.enterShare;
    if (isCostly || this.behind > BACKLOG.enter) {
      this.roomSinceS = Number.NaN;
      if (Number.isNaN(this.tightSinceS)) this.tightSinceS = this.windowS;
      this.reason = isCostly ? 'budget' : 'backlog';
      if (this.level < MAX_LEVEL && nowS - this.tightSinceS >= this.lowerAfterS) this.go(1);
      return;
    }
    this.tightSinceS = Number.NaN;
    if (this.share >= this.leaveShare || this.behind > BACKLOG.leave) {
      this.roomSinceS = Number.NaN;
      return;
    }
    if (Number.isNaN(this.roomSinceS)) this.roomSinceS = this.windowS;
    if (this.level > 0 && nowS - this.roomSinceS >= this.raiseAfterS) this.go(-1);
    if (this.level === 0) this.reason = 'room';
  }

  private go(direction: 1 | -1): void {
    this.level += direction;
    this.changes++;
    this.forget();
  }

  private forget(): void {
    this.tightSinceS = Number.NaN;
    this.roomSinceS = Number.NaN;
    if (this.level === 0) this.reason = 'room';
  }
}
