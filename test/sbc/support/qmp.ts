// Controls QEMU: plugs devices in, pulls them out, and cuts the power.
import { LineSocket } from './lines.js';

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
}

export class Qmp {
  private readonly answers: ((answer: Answer) => void)[] = [];
  private readonly events: string[] = [];
  private socket: LineSocket | undefined;

  static async connect(path: string): Promise<Qmp> {
    const qmp = new Qmp();
    qmp.socket = await LineSocket.connect(path, (line) => qmp.take(JSON.parse(line) as Answer));
    await qmp.execute('qmp_capabilities');
    return qmp;
  }

  /** @throws an error with QEMU's own words when it refuses the command */
  async execute(command: string, options: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answer = await new Promise<Answer>((resolve) => {
      this.answers.push(resolve);
      this.socket?.send(`${JSON.stringify({ execute: command, arguments: options })}\n`);
    });
    if (answer.error !== undefined) throw new Error(`QEMU refuses ${command}: ${answer.error.desc}`);
    return answer.return;
  }

  /** How often QEMU has reported an event, `DEVICE_DELETED` for example. */
  count(event: string): number {
    return this.events.filter((each) => each === event).length;
  }

  close(): void {
    this.socket?.close();
  }

  private take(answer: Answer): void {
    if (answer.event !== undefined) this.events.push(answer.event);
    else if (answer.return !== undefined || answer.error !== undefined) this.answers.shift()?.(answer);
  }
}
