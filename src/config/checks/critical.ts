// Checks that a critical channel can be lost: that it is measured, or computed from channels that are.
import { channelCatalogue } from '../../catalogue/channels.js';
import { configuredEquipment } from '../providers.js';
import type { Check } from './check.js';

export const checkCritical: Check = ({ config, report, isComplete }) => {
  if (!isComplete(['hal'])) return;
  for (const { name, origin, from } of channelCatalogue(configuredEquipment(config.hal))) {
    if (config.channels[name]?.critical !== true) continue;
    if (origin === 'sensor' || origin === 'formula') continue;
    const reason =
      origin === 'twin'
        ? `a residual of the digital twin never trips the plant; make ${from.join(' or ')} critical`
        : 'a figure of the control loop is never lost; remove the key, or write an alarm rule for it';
    report(['channels', name, 'critical'], `has no effect: ${reason}`, 'warning');
  }
};
