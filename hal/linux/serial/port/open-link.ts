// Opens the link that the path of a port names: a device of this machine, or `tcp://host:port`.

import type { OpenLink } from './link.js';
import { openPortLink } from './port-link.js';
import { tcpAddress } from './tcp-address.js';
import { openTcpLink } from './tcp-link.js';

export const openSerialLink: OpenLink = (config, events) =>
  tcpAddress(config.path) === null ? openPortLink(config, events) : openTcpLink(config, events);
