// Names, broker and commands: what the controller is called, where it reports, and what may be commanded from outside.
import { parseConfig } from '../../config/index.js';
import { secretPlace } from '../../vocabulary/secret-place.js';
import { ask, confirm } from './prompter.js';
import type { Setup } from './setup.js';

const NO_USER = 'none';
const PLANT_COMMANDS = ['acknowledge', 'shelve', 'start', 'stop', 'reset', 'load'];

export async function devicePart({ prompter, draft, given }: Setup): Promise<void> {
  const { id, site } = given.device;
  const names = {
    id: await ask(prompter, {
      text: 'Name of this controller: a level of every MQTT topic, so no other one at the broker may have it',
      best: id,
      problem: (answer) => problemOf({ device: { id: answer } }),
    }),
    site: await ask(prompter, { text: 'Where the plant stands', best: site }),
  };
  draft.put(
    ['device'],
    names,
    'The name is a level of every MQTT topic; the site is where the plant stands.',
  );
}

export async function brokerPart(setup: Setup): Promise<void> {
  const { prompter, draft, given } = setup;
  const [first = ''] = [given.mqtt.url].flat();
  // A list of brokers comes from the command line, and is not asked again.
  const isList = Array.isArray(given.mqtt.url) && given.mqtt.url.length > 1;
  const text = 'Address of the MQTT broker';
  const problem = (answer: string) => problemOf({ mqtt: { url: answer } });
  for (;;) {
    const url = isList ? first : await ask(prompter, { text, best: first, problem });
    const user = await userPart(setup);
    const { state, isGood } = await tried(setup, url, user);
    prompter.say(state);
    if (isGood || isList || (await confirm(prompter, 'Keep this address?', true))) {
      draft.put(
        ['mqtt'],
        { url: isList ? given.mqtt.url : url, ...user },
        `The broker. When this was written: ${state}`,
      );
      if (!isGood) draft.toCheck.push(`mqtt, because ${state.slice(0, -1)}`);
      return;
    }
  }
}

interface User {
  readonly username?: string;
  readonly passwordFile?: string;
}

/** Whether the broker answers, as a sentence. Only the service itself has its credentials. */
async function tried(setup: Setup, url: string, user: User): Promise<{ state: string; isGood: boolean }> {
  if (secretPlace(user.passwordFile ?? '').kind === 'credential')
    return { state: `${url} was not tried, because only the service can read its password.`, isGood: true };
  const answer = await setup.tryBroker(url, { ...setup.given.mqtt, ...user });
  if ('protocol' in answer) return { state: `${url} answers.`, isGood: true };
  return { state: `${url} does not accept a connection: ${answer.failure.message}.`, isGood: false };
}

async function userPart({ prompter, given }: Setup): Promise<User> {
  const { username: best = NO_USER, passwordFile } = given.mqtt;
  const username = await ask(prompter, { text: 'User name at the broker', best });
  if (username === NO_USER) return {};
  const text = 'File with the password';
  const file = await ask(prompter, { text, best: passwordFile ?? NO_USER });
  return file === NO_USER ? { username } : { username, passwordFile: file };
}

/** Without a person nothing is allowed that moves the plant. */
export async function commandsPart({ prompter, draft }: Setup): Promise<void> {
  const question = 'May MQTT and HTTP start, stop and reset the plant and set its load?';
  if (!(await confirm(prompter, question, false))) return;
  draft.put(['commands', 'allow'], PLANT_COMMANDS);
}

/** The first problem of a part of a configuration, as a sentence; null when there is none. */
function problemOf(part: object): string | null {
  const { problems } = parseConfig(JSON.stringify(part), 'answer');
  const error = problems.find(({ severity }) => severity === 'error');
  return error === undefined ? null : `It ${error.message}.`;
}
