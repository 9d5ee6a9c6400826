// The topic names of the contract.
import { expect, it } from 'vitest';
import { Topics } from '../../../src/comms/mqtt/topics.js';

const topics = new Topics('plant/kpp', 'kpp-01');

it('begins every topic with base topic and device id', () => {
  expect(topics).toMatchObject({
    status: 'plant/kpp/kpp-01/status',
    meta: 'plant/kpp/kpp-01/meta',
    telemetry: 'plant/kpp/kpp-01/telemetry',
    priority: 'plant/kpp/kpp-01/priority',
    events: 'plant/kpp/kpp-01/events',
    health: 'plant/kpp/kpp-01/health',
    commands: 'plant/kpp/kpp-01/command/+',
  });
  expect(topics.alert('sensor_lost.chain.velocity')).toBe(
    'plant/kpp/kpp-01/alerts/sensor_lost.chain.velocity',
  );
  expect(topics.reply('start')).toBe('plant/kpp/kpp-01/command/start/reply');
});

it('finds the name of a command in its topic', () => {
  expect(topics.commandIn('plant/kpp/kpp-01/command/start')).toBe('start');
  expect(topics.commandIn('plant/kpp/kpp-01/status')).toBeUndefined();
});

it.each([
  ['plant/kpp/kpp-01/desk/answers', true],
  ['plant/kpp/kpp-01/command/start/reply', true],
  ['plant/kpp/kpp-01/command/start', false],
  ['plant/kpp/kpp-01/status', false],
  ['plant/kpp/kpp-01/alerts/x/y', false],
  ['plant/kpp/kpp-01/desk/+', false],
  ['plant/kpp/kpp-01/', false],
  ['plant/kpp/kpp-02/desk', false],
  ['elsewhere', false],
])('a reply may go to %s: %s', (topic, may) => {
  expect(topics.mayAnswerOn(topic)).toBe(may);
});
