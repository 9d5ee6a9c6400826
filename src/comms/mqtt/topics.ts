// The names of the MQTT topics of one controller.

/** Topics on which the program itself publishes or receives. A command must not name one of them as response topic. */
const OWN_TOPICS = /^(status|meta|telemetry|priority|events|health|totals|alerts\/.*|command\/[^/]*)$/;

export class Topics {
  readonly base: string;
  readonly status: string;
  readonly meta: string;
  readonly telemetry: string;
  readonly priority: string;
  readonly events: string;
  readonly health: string;
  readonly totals: string;
  /** Filter that matches all commands and none of the replies. */
  readonly commands: string;

  constructor(baseTopic: string, deviceId: string) {
    const base = `${baseTopic}/${deviceId}`;
    this.base = base;
    this.status = `${base}/status`;
    this.meta = `${base}/meta`;
    this.telemetry = `${base}/telemetry`;
    this.priority = `${base}/priority`;
    this.events = `${base}/events`;
    this.health = `${base}/health`;
    this.totals = `${base}/totals`;
    this.commands = `${base}/command/+`;
  }

  alert(rule: string): string {
    return `${this.base}/alerts/${rule}`;
  }

  reply(command: string): string {
    return `${this.base}/command/${command}/reply`;
  }

  /** The name of the command when the topic matches {@link commands}, else undefined. */
  commandIn(topic: string): string | undefined {
    const prefix = `${this.base}/command/`;
    return topic.startsWith(prefix) ? topic.slice(prefix.length) : undefined;
  }

  /** Whether a reply may go to a topic that the sender of a command chose: below the base, and not a topic of the program. */
  mayAnswerOn(topic: string): boolean {
    const prefix = `${this.base}/`;
    if (!topic.startsWith(prefix) || topic.length === prefix.length || /[+#\0]/.test(topic)) {
      return false;
    }
    return !OWN_TOPICS.test(topic.slice(prefix.length));
  }
}
