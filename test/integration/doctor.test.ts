// `kpp doctor` with a real broker, a real pseudo-terminal and a running controller.
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { doctor } from '../../src/cli/commands/doctor.js';
import type { Finding } from '../../src/cli/doctor/finding.js';
import { captured, temporaryFile } from '../cli/captured.js';
import { Mosquitto } from '../support/mosquitto.js';
import { requireProgram } from '../support/programs.js';
import { PtyPair } from '../support/pty.js';

async function findingsOf(text: string, set: readonly string[] = []) {
  const config = temporaryFile('k.yaml', text);
  const { stdout, code } = await captured(() => doctor({ config, set, json: true }));
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return { code, finding: (id: string) => findings.find((one) => one.id === id) };
}

describe.skipIf(!requireProgram('mosquitto'))('a broker', () => {
  let broker: Mosquitto;
  beforeAll(async () => {
    broker = await Mosquitto.start({ user: { name: 'kpp', password: 'secret' } });
  });
  afterAll(() => broker.dispose());

  it('that accepts the controller is listed with its version of MQTT', async () => {
    const passwordFile = temporaryFile('password', 'secret\n');
    const { finding } = await findingsOf(
      `mqtt: { url: ${broker.url}, username: kpp, passwordFile: ${passwordFile} }`,
    );
    expect(finding('broker')).toMatchObject({
      level: 'ok',
      what: `${broker.url} answers and speaks MQTT 5.`,
    });
  });

  it('that refuses the controller gives a warning with the reason, because the controller would run without it', async () => {
    const { finding } = await findingsOf(`mqtt: { url: ${broker.url} }`);
    expect(finding('broker')).toMatchObject({ level: 'warning' });
    expect(finding('broker')?.what).toContain('not authorised');
  });
});

describe.skipIf(!requireProgram('socat'))('a serial port', () => {
  it('is listed with the program that has it open', async () => {
    const pty = new PtyPair();
    onTestFinished(() => pty.dispose());
    await pty.plug();
    const text = (path: string) =>
      `hal: { kind: linux, serial: { chain: { path: ${path}, records: { A: [chain.velocity] } } } }`;
    const { finding } = await findingsOf(text(pty.devicePath));
    // socat has the other end of the pair open, not this one.
    expect(finding('serial.chain')).toMatchObject({ level: 'ok' });
  });
});
