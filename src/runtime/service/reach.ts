// Says which addresses of the configuration the unit of the service does not let through.
import { tcpAddress } from '../../../hal/linux/serial/port/tcp-address.js';
import { isLoopback } from '../../comms/loopback.js';
import type { Config } from '../../config/index.js';

/** The value of KPP_REACH in a unit that allows the addresses of this machine only. */
export const LOCAL_REACH = 'local';

/** The addresses outside of this machine that a configuration needs: brokers, serial ports over TCP, a live page for others. */
export function foreignAddresses({ mqtt, http, hal }: Config): string[] {
  const brokers = [mqtt.url]
    .flat()
    .filter((url) => !isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, '')));
  const ports = hal.kind === 'linux' ? Object.values(hal.serial).map(({ path }) => path) : [];
  const devices = ports.filter((path) => {
    const address = tcpAddress(path);
    return address !== null && !isLoopback(address.host);
  });
  const page = isLoopback(http.listen.host) ? [] : [`http.listen ${http.listen.host}`];
  return [...brokers, ...devices, ...page];
}

/** One sentence on what does not work and one on what to do; null when the unit allows what the configuration needs. */
export function reachProblem(config: Config, reach: string | undefined): string | null {
  if (reach !== LOCAL_REACH) return null;
  const foreign = foreignAddresses(config);
  if (foreign.length === 0) return null;
  return `the unit of this service lets it reach this machine only, and the configuration needs ${foreign.join(', ')}. ${REACH_FIX}`;
}

export const REACH_FIX =
  'Copy systemd/drop-ins/network.conf to /etc/systemd/system/kpp-controller.service.d/, then `systemctl daemon-reload` and `systemctl restart kpp-controller`.';
