// Checks that the MQTT broker accepts this controller: connects once and disconnects again.
import mqtt from 'mqtt';
import { failureOf } from '../../../comms/mqtt/failure.js';
import { clientOptions, type MqttSettings, type ProtocolVersion } from '../../../comms/mqtt/settings.js';
import type { Probe } from '../examination.js';
import { type Finding, ok, warning } from '../finding.js';

/** Each broker of a list is tried. */
export const broker: Probe = async ({ config }) => {
  const findings = await Promise.all([config.mqtt.url].flat().map((url) => findingOf(url, config.mqtt)));
  return findings.flat();
};

/** The version of MQTT that the broker accepted, or why there is no connection: a clause without a full stop. */
export type BrokerAnswer = { readonly protocol: ProtocolVersion } | { readonly failure: Error };

/** Connects once and disconnects again. Never rejects. */
export function tryBroker(url: string, settings: MqttSettings): Promise<BrokerAnswer> {
  return connects(url, settings, 5)
    .catch(() => connects(url, settings, 4))
    .then(
      (protocol) => ({ protocol }),
      (failure: Error) => ({ failure }),
    );
}

async function findingOf(url: string, settings: MqttSettings): Promise<readonly Finding[]> {
  const outcome = await tryBroker(url, settings);
  if ('protocol' in outcome) {
    const version = outcome.protocol === 5 ? 'MQTT 5' : 'MQTT 3.1.1';
    return [ok('broker', `${url} answers and speaks ${version}.`)];
  }
  const what = `No connection to ${url}: ${outcome.failure.message}. The controller would run and keep its events until the broker is back.`;
  return [warning('broker', what, 'Start the broker, or correct the section mqtt of the configuration.')];
}

/** Resolves to the protocol version when the broker accepts the connection; rejects with the reason when it does not. */
function connects(url: string, settings: MqttSettings, protocol: ProtocolVersion): Promise<ProtocolVersion> {
  return new Promise((resolve, reject) => {
    // A client id of its own, so that the broker does not disconnect a running controller. Without a will, because subscribers must not see this check.
    const clientId = `${settings.baseTopic.replaceAll('/', '-')}-doctor-${process.pid}`;
    const { will: _will, ...options } = clientOptions(settings, clientId, protocol, {
      topic: 'none',
      payload: '',
    });
    const client = mqtt.connect(url, options);
    const fail = (cause: unknown) => {
      client.end(true);
      reject(new Error(failureOf(cause, false).reason));
    };
    client.once('connect', () => {
      resolve(protocol);
      client.end();
    });
    client.once('error', fail);
    client.once('close', () => fail({ message: 'the broker closed the connection before it answered' }));
  });
}
