// The built-in alarms: what each is about, what it says, and which of them explain others.
import type { MessageTemplates } from './message.js';

/** What an alarm family is beside its level and delays, which the configuration has. */
export interface BuiltInKind {
  readonly templates: MessageTemplates;
  /** True when alarms on what is derived from its channel follow from this one. */
  readonly isRoot: boolean;
}

const kind = (active: string, cleared: string, isRoot = false): BuiltInKind => ({
  templates: { active: `${active} {detail}`, cleared },
  isRoot,
});

/** One alarm for each channel; its id is `<family>.<channel>`. */
const FAMILIES: Readonly<Record<string, BuiltInKind>> = {
  sensor_lost: kind('{channel}: its sensor is silent', '{channel}: its sensor delivers again', true),
  sensor_invalid: kind(
    '{channel}: its sensor sends values that cannot be',
    '{channel}: its sensor sends usable values again',
    true,
  ),
  sensor_stuck: kind('{channel}: its sensor repeats the same value', '{channel}: its sensor moves again'),
  sensor_disagreement: kind('{channel}: its sensors disagree', '{channel}: its sensors agree again'),
};

const SINGLE: Readonly<Record<string, BuiltInKind>> = {
  twin_divergence: kind(
    'the plant does not behave as its model predicts',
    'the plant follows its model again',
  ),
  energy_balance: kind(
    'more energy comes out than goes in: a sensor is wrong',
    'the energy balance is possible again',
  ),
  oscillation: kind('an oscillation grows', 'the oscillation has died down'),
  overspeed: kind('the chain is too fast', 'the chain is no longer too fast'),
  emergency_stop: kind('the emergency stop is pressed', 'the emergency stop is released'),
  process_stalled: kind('the controller stood still', 'the controller runs on after standing still'),
  loop_overrun: kind('control ticks are missed', 'control ticks are in time again'),
  degraded: kind('the controller runs degraded', 'the controller runs undegraded again'),
  comms_restarted: kind('communication failed and was restarted', 'communication is stable again'),
  store_failing: kind('the store does not take events', 'the store takes events again'),
  broker_lost: kind('the broker cannot be reached', 'the broker is connected'),
  clock_unsynchronised: kind(
    'the clock is not synchronised: time stamps may be wrong',
    'the clock is synchronised',
  ),
};

const UNKNOWN = kind('{rule}', '{rule} is over');

/** Takes the id of a built-in alarm apart. The channel is null for an alarm that has none. */
export function builtInKind(id: string): BuiltInKind & { readonly channel: string | null } {
  const single = SINGLE[id];
  if (single !== undefined) return { ...single, channel: null };
  const dot = id.indexOf('.');
  const family = FAMILIES[id.slice(0, Math.max(dot, 0))];
  return family === undefined ? { ...UNKNOWN, channel: null } : { ...family, channel: id.slice(dot + 1) };
}
