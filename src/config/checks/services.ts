// Checks of the connection to the broker: settings that need each other must be given together.
import type { Check } from './check.js';

export const checkMqtt: Check = ({ config: { mqtt }, report, isComplete }) => {
  if (!isComplete(['mqtt'])) return;
  const at = (key: string) => ['mqtt', key];
  if (mqtt.passwordFile !== undefined && mqtt.username === undefined) {
    report(at('passwordFile'), 'is of no use without mqtt.username');
  }
  if (mqtt.cert !== undefined && mqtt.key === undefined) report(at('cert'), 'needs mqtt.key beside it');
  if (mqtt.key !== undefined && mqtt.cert === undefined) report(at('key'), 'needs mqtt.cert beside it');
  const urls = [mqtt.url].flat();
  if (urls.some((url) => /^(mqtts|wss):/.test(url))) return;
  for (const key of ['ca', 'cert', 'key'] as const) {
    if (mqtt[key] !== undefined)
      report(at(key), `is for TLS, so mqtt.url must begin with mqtts:// or wss://; found ${urls.join(', ')}`);
  }
};
