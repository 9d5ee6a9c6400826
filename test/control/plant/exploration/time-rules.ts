// The rules about time that the explorer checks: the load of a soft start, how long a start may take, and how long a running chain may stand.
import type { Config } from '../../../../src/config/schema.js';
import type { PlantState } from '../../../../src/vocabulary/words.js';
import type { SeenSensor } from './seen-sensor.js';

/** From this speed on the chain turns, as far as the soft start is concerned, m/s. */
const MOVES_MPS = 0.1;
/** Surely less than 2 % of the speed at the default operating point, m/s. */
const STILL_MPS = 0.03;
/** A plant whose `not_turning` has stood for this time stops, s. */
const NOT_TURNING_S = 30;
/** The plant sees that the chain stands by a mean over a quarter second. */
const LAG_S = 0.3;
const ROUNDING = 1e-6;

/** A tick as the rules see it. */
export interface SeenTick {
  readonly nowS: number;
  readonly before: PlantState;
  readonly after: PlantState;
  /** The moves of this tick, each with the alarm that the plant names as its reason. */
  readonly moves: readonly { readonly move: string; readonly because: unknown }[];
  readonly isStopCommanded: boolean;
  /** The setpoint of the load, 0..1. */
  readonly load: number;
}

export class TimeRules {
  private startedS = Number.NaN;
  /** Since when the load may rise, s; NaN while it has to be 0. */
  private rampS = Number.NaN;
  /** For how long the running chain has stood, s. Time in which no speed is good does not count. */
  private stillForS = 0;
  private lastS = Number.NaN;

  constructor(
    private readonly config: Config,
    private readonly sensors: readonly SeenSensor[],
  ) {}

  /** Returns the rules that this tick breaks. */
  judge(tick: SeenTick): string[] {
    if (tick.moves.some(({ move }) => move === 'standby starting')) this.begin(tick.nowS);
    const elapsedS = Math.min(1, tick.nowS - this.lastS);
    this.lastS = tick.nowS;
    const broken = [
      ...this.judgeLoad(tick),
      ...this.judgeStart(tick),
      ...this.judgeStandstill(tick, elapsedS),
    ];
    for (const { move, because } of tick.moves) {
      if (/^(starting|running) stopping$/.test(move) && because === undefined && !tick.isStopCommanded)
        broken.push('a plant stops by a command, or names the reason');
    }
    return broken;
  }

  private begin(nowS: number): void {
    this.startedS = nowS;
    this.rampS = Number.NaN;
  }

  /** The highest good speed, m/s; NaN when no speed is good. */
  private get speedMps(): number {
    const good = this.sensors.filter(({ isGood }) => isGood).map(({ latest }) => Math.abs(latest));
    return good.length === 0 ? Number.NaN : Math.max(...good);
  }

  private judgeLoad({ after, nowS, load }: SeenTick): string[] {
    if (after === 'stopping' && load !== 0) return ['a stopping plant has no load'];
    if (after !== 'starting') return [];
    const { velocity, patience, ramp } = this.config.control.softStart;
    const speed = this.speedMps;
    const isPatient = nowS - this.startedS >= patience - ROUNDING && !(speed < MOVES_MPS);
    if (Number.isNaN(this.rampS) && (speed >= velocity || isPatient)) this.rampS = nowS;
    const most = Number.isNaN(this.rampS) ? 0 : (nowS - this.rampS) / ramp;
    return load > most + ROUNDING ? [`a starting plant has at most the load of its ramp, ${most}`] : [];
  }

  private judgeStart({ before, after, nowS, moves }: SeenTick): string[] {
    const isOver = nowS - this.startedS >= this.config.control.startTimeout - ROUNDING;
    const givesUp = moves.some(({ because }) => because === 'start_failed');
    if (before === 'starting' && after === 'starting' && isOver) return ['a start ends after its time'];
    return givesUp && !isOver ? ['a start is not given up before its time'] : [];
  }

  private judgeStandstill({ before, after, moves }: SeenTick, elapsedS: number): string[] {
    const limitS = this.config.alerts.builtIn.not_turning!.onDelay + NOT_TURNING_S;
    if (before !== 'running' || this.speedMps >= STILL_MPS) this.stillForS = 0;
    else if (this.speedMps < STILL_MPS) this.stillForS += elapsedS;
    const givesUp = moves.some(({ because }) => because === 'not_turning');
    if (givesUp && this.stillForS < limitS - ROUNDING)
      return ['a running plant is not given up before its chain has stood for its time'];
    return after === 'running' && this.stillForS >= limitS + LAG_S
      ? ['a running plant whose chain stands is given up']
      : [];
  }
}
