// Checks every command from MQTT and HTTP before it is carried out: form, repetition, permission, freshness.
import type { Command, CommandError, CommandReply } from '../../commands/command.js';
import type { CommandDefinition, Fields, Values } from '../../commands/definition.js';
import { findCommand, readFields, requestOf } from '../../commands/lookup.js';
import type { CommandedComms } from '../../commands/targets.js';
import type { CommandAnswer } from './answer.js';
import { type Envelope, parseEnvelope } from './envelope.js';
import { type Rejection, RejectionReporter } from './rejections.js';
import { ReplyMemory } from './reply-memory.js';

export interface IncomingCommand {
  readonly name: string;
  readonly payload: Buffer;
  readonly origin: 'mqtt' | 'http';
  /** Called at most once: in {@link CommandGate.receive} with a refusal or a repeated reply, or later with control's reply. */
  readonly answer: (reply: CommandAnswer) => void;
}

/** Includes what the commands of this thread can use. */
export interface CommandGateSetup extends CommandedComms {
  /** Names of the commands that are allowed. */
  readonly allow: ReadonlySet<string>;
  readonly forward: (command: Command) => void;
  readonly rejected: (rejection: Rejection) => void;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** Milliseconds of a clock that does not jump. */
  readonly steadyClock: () => number;
}

interface Accepted {
  readonly definition: CommandDefinition;
  readonly values: Values<Fields>;
}

interface Refusal {
  readonly error: CommandError;
  readonly message: string;
}

const FRESH_MS = 5000;
/** Commands that control has not answered yet, at most. Control takes 64 on each tick, so these are four ticks of them. */
const MAX_PENDING = 256;
/** Requests that are remembered. Refused ones are in a memory of their own, so a flood of them cannot push out the accepted ones. */
const REMEMBERED = 4096;

export class CommandGate {
  private readonly setup: CommandGateSetup;
  private readonly accepted: ReplyMemory;
  private readonly refused: ReplyMemory;
  private readonly rejections: RejectionReporter;
  private readonly pending = new Set<string>();
  private allowed: ReadonlySet<string>;

  constructor(setup: CommandGateSetup) {
    this.setup = setup;
    this.allowed = setup.allow;
    this.accepted = new ReplyMemory(REMEMBERED, setup.steadyClock);
    this.refused = new ReplyMemory(REMEMBERED, setup.steadyClock);
    this.rejections = new RejectionReporter(setup.rejected, setup.steadyClock);
  }

  /** Replaces the allowed commands from now on. Commands that were accepted before still get their reply. */
  allowOnly(names: readonly string[]): void {
    this.allowed = new Set(names);
  }

  receive(incoming: IncomingCommand): void {
    const envelope = parseEnvelope(incoming.payload);
    if ('problem' in envelope) {
      this.refuse(incoming, envelope.requestId, null, 'invalid', envelope.problem);
      return;
    }
    const { requestId, by } = envelope;
    const { answer } = incoming;
    if (this.accepted.repeat(requestId, answer) || this.refused.repeat(requestId, answer)) {
      return;
    }
    const judged = this.judge(incoming.name, envelope);
    if ('error' in judged) {
      this.refuse(incoming, requestId, by, judged.error, judged.message);
    } else if (judged.definition.where === 'comms') {
      this.accepted.begin(requestId, answer);
      void judged.definition
        .apply(judged.values, this.setup)
        .then((outcome) => this.accepted.settle(requestId, { requestId, ...outcome }));
    } else if (this.pending.size >= MAX_PENDING) {
      this.refuse(
        incoming,
        requestId,
        by,
        'refused',
        `${MAX_PENDING} commands wait for the controller already`,
      );
    } else {
      this.accepted.begin(requestId, answer);
      this.pending.add(requestId);
      const request = requestOf(judged.definition, judged.values);
      this.setup.forward({ requestId, request, by, origin: incoming.origin });
    }
  }

  /** Control has answered a command that was forwarded. */
  settle({ requestId, ok, error, message }: CommandReply): void {
    this.pending.delete(requestId);
    this.accepted.settle(requestId, { requestId, ok, error, message });
  }

  private judge(name: string, { body, ts }: Envelope): Accepted | Refusal {
    const definition = findCommand(name);
    if (definition === undefined) {
      return { error: 'invalid', message: 'there is no command of this name' };
    }
    if (!this.allowed.has(name)) {
      return { error: 'not_allowed', message: `commands.allow in the configuration does not name ${name}` };
    }
    const values = readFields(definition, body);
    if (typeof values === 'string') {
      return { error: 'invalid', message: values };
    }
    if (ts === null && definition.needsTimestamp) {
      return {
        error: 'stale',
        message: `${name} needs a ts: the present time in milliseconds since the epoch`,
      };
    }
    const ageMs = ts === null ? 0 : this.setup.wallClock() - ts;
    if (Math.abs(ageMs) > FRESH_MS) {
      const seconds = Math.abs(ageMs / 1000).toFixed(1);
      const where = ageMs > 0 ? 'behind' : 'ahead of';
      return {
        error: 'stale',
        message: `ts is ${seconds} s ${where} the controller's clock; at most 5 s are allowed`,
      };
    }
    return { definition, values };
  }

  private refuse(
    { name, origin, answer }: IncomingCommand,
    requestId: string | null,
    by: string | null,
    error: CommandError,
    message: string,
  ): void {
    const reply = { requestId, ok: false, error, message };
    if (requestId === null) {
      answer(reply);
    } else if (!this.refused.repeat(requestId, answer)) {
      this.refused.begin(requestId, answer);
      this.refused.settle(requestId, reply);
    }
    this.rejections.add({ name, requestId, by, origin, error, message });
  }
}
