// The messages of alarms for the operator.
import type { Comparison } from '../../config/alarms.js';

export interface MessageParts {
  readonly rule: string;
  readonly channel: string | null;
  /** SI unit symbol; empty for a number without one. */
  readonly unit: string;
  readonly value: number | null;
  readonly threshold: number | null;
  /** The known cause of the alarm; empty when it is unknown. */
  readonly detail: string;
}

/** The texts of an alarm while it is active and when it has cleared. */
export interface MessageTemplates {
  readonly active: string;
  readonly cleared: string;
}

const SIGNIFICANT_DIGITS = 4;
const MORE_DIGITS = 9;

const RULE_TEMPLATES: Readonly<Record<Comparison, MessageTemplates>> = {
  above: {
    active: '{channel} {value} {unit} is above {threshold} {unit}',
    cleared: '{channel} {value} {unit} is not above {threshold} {unit}',
  },
  below: {
    active: '{channel} {value} {unit} is below {threshold} {unit}',
    cleared: '{channel} {value} {unit} is not below {threshold} {unit}',
  },
  equals: {
    active: '{channel} is {threshold} {unit}',
    cleared: '{channel} {value} {unit} is not {threshold} {unit}',
  },
  notEquals: {
    active: '{channel} {value} {unit} is not {threshold} {unit}',
    cleared: '{channel} is {threshold} {unit}',
  },
  rateAbove: {
    active: '{channel} changes by {value} {unit} per s, more than {threshold} {unit} per s',
    cleared: '{channel} changes by {value} {unit} per s, not more than {threshold} {unit} per s',
  },
  stuckFor: {
    active: '{channel} has not changed for {value} s',
    cleared: '{channel} changes again',
  },
};

/** The templates of a rule: its configured message, or sentences made from its comparison. */
export function ruleTemplates(comparison: Comparison, message: string | undefined): MessageTemplates {
  return message === undefined ? RULE_TEMPLATES[comparison] : { active: message, cleared: message };
}

/**
 * Fills `{rule}`, `{channel}`, `{unit}`, `{value}`, `{threshold}` and `{detail}`; other braces stay. An unknown
 * value becomes `?`; a missing unit or detail leaves no gap.
 */
export function formatMessage(template: string, parts: MessageParts): string {
  const fill = (_: string, gap: string, key: string) => {
    const text = textOf(key as keyof MessageParts, parts);
    return text === '' ? '' : gap + text;
  };
  return template.replace(/( ?)\{(rule|channel|unit|value|threshold|detail)\}/g, fill);
}

function textOf(key: keyof MessageParts, parts: MessageParts): string {
  switch (key) {
    case 'rule':
      return parts.rule;
    case 'channel':
      return parts.channel ?? '?';
    case 'unit':
      return parts.unit;
    case 'value':
      return parts.value === null ? '?' : readable(parts.value, parts.threshold);
    case 'threshold':
      return parts.threshold === null ? '?' : String(parts.threshold);
    case 'detail':
      return parts.detail === '' ? '' : `(${parts.detail})`;
  }
}

/** Rounded for reading, but never to the threshold itself, because '8 is above 8' would make no sense. */
function readable(value: number, threshold: number | null): string {
  const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS));
  return String(rounded === threshold ? Number(value.toPrecision(MORE_DIGITS)) : rounded);
}
