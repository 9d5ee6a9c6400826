// `/api/command/<name>`: commands over HTTP, with the gate's answer as the reply.
import type { CommandError } from '../../../commands/command.js';
import { findCommand } from '../../../commands/lookup.js';
import type { CommandAnswer } from '../../commands/answer.js';
import { endpoint, type HttpContext } from '../endpoint.js';
import { HttpError } from '../replies.js';

const STATUS: { readonly [Code in CommandError]: number } = {
  invalid: 400,
  not_allowed: 403,
  stale: 409,
  refused: 409,
};

export const command = endpoint({
  method: 'POST',
  path: '/api/command/<name>',
  summary: 'Sends a command. [commands.md](commands.md) lists all commands with body and reply.',
  access: 'change',
  query: {},
  maxBodyBytes: 64 * 1024,
  async handle({ name, body }, context) {
    const answer = await ask(name, body, context);
    if (answer.error === null) return { status: 200, json: answer };
    return { status: findCommand(name) === undefined ? 404 : STATUS[answer.error], json: answer };
  },
});

function ask(name: string, payload: Buffer, { gate, commandAnswerMs }: HttpContext): Promise<CommandAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const message =
        'the controller has not answered yet; send the same request with the same requestId again to get its reply';
      reject(new HttpError(504, 'timeout', message));
    }, commandAnswerMs);
    const answer = (reply: CommandAnswer) => {
      clearTimeout(timer);
      resolve(reply);
    };
    gate.receive({ name, payload, origin: 'http', answer });
  });
}
