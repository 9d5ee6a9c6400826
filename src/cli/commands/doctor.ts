// `kpp doctor`: checks whether the controller can run on this machine, and says how to correct each finding.
import { addressText } from '../../comms/http/settings.js';
import { type Config, ConfigError, formatProblem, loadConfig, type Problem } from '../../config/index.js';
import { error, type Finding, type Level, ok, warning } from '../doctor/finding.js';
import { Machine } from '../doctor/machine.js';
import { PROBES } from '../doctor/probes.js';
import { EXIT } from '../exit-codes.js';
import { fileFix } from '../without-configuration.js';

export interface DoctorOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

const ANSWER_MS = 2000;
const MARKS: Readonly<Record<Level, string>> = { ok: '  ok  ', warning: ' warn ', error: 'ERROR ' };

/** Exit status 1 when something prevents the controller from starting or from driving one of its outputs. */
export async function doctor(
  { config: file, set, json = false }: DoctorOptions,
  machine = new Machine(),
): Promise<number> {
  const { config, findings } = readConfig(file, set);
  const examination = { machine, config, file, isRunning: await answers(config) };
  for (const probe of PROBES) findings.push(...(await probe(examination)));
  process.stdout.write(
    json ? `${JSON.stringify({ findings: findings.map(published) })}\n` : asText(findings),
  );
  return findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.ok;
}

/** Takes the defaults when the file cannot be used, so that the machine is checked in any case. */
function readConfig(file: string, sets: readonly string[]): { config: Config; findings: Finding[] } {
  const correct = `Correct the configuration; \`kpp check --config ${file}\` lists all problems with file and line.`;
  try {
    const { config, problems } = loadConfig({ file, sets });
    const findings = problems.map((problem) => findingOf(problem, correct));
    return {
      config,
      findings: findings.length > 0 ? findings : [ok('configuration', `${file} can be used.`)],
    };
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const fix = fileFix(cause) ?? correct;
    const findings = cause.problems.map((problem) => findingOf(problem, fix));
    return { config: loadConfig({}).config, findings };
  }
}

/** A warning stays a warning, also when another problem is an error. */
function findingOf(problem: Problem, fix: string): Finding {
  const make = problem.severity === 'error' ? error : warning;
  // Some problems end with a question.
  return make('configuration', formatProblem(problem).replace(/[^.?]$/, '$&.'), fix);
}

async function answers({ http: { listen } }: Config): Promise<boolean> {
  try {
    await fetch(`http://${addressText(listen.host, listen.port)}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return true;
  } catch {
    return false;
  }
}

function asText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ id }) => id.length));
  const lines = findings.flatMap(({ id, level, what, fix }) => {
    const line = `${MARKS[level]} ${id.padEnd(width)}  ${what}`;
    return level === 'ok' ? [line] : [line, `${' '.repeat(MARKS[level].length + width + 3)}${fix}`];
  });
  return `${[...lines, '', conclusion(findings)].join('\n')}\n`;
}

/** The fields of the JSON. */
function published({ id, level, what, fix }: Finding): Finding {
  return { id, level, what, fix };
}

/** The last line: what the worst findings mean. */
function conclusion(findings: readonly Finding[]): string {
  const errors = findings.filter(({ level }) => level === 'error');
  const ofStart = errors.filter(({ stops }) => stops === undefined).length;
  const ofOutputs = errors.length - ofStart;
  if (ofStart > 0) {
    const others =
      ofOutputs === 0
        ? ''
        : `, and ${counted(ofOutputs, 'another one', 'others')} would keep it from driving its outputs`;
    return `${ofStart === 1 ? 'One problem prevents' : `${ofStart} problems prevent`} the controller from starting here${others}.`;
  }
  if (ofOutputs > 0)
    return `The controller starts here, but it cannot drive all its outputs: there ${ofOutputs === 1 ? 'is one problem' : `are ${ofOutputs} problems`}.`;
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  if (warnings === 0) return 'No problem was found: the controller can run here.';
  return `The controller can run here; ${warnings === 1 ? 'there is one warning' : `there are ${warnings} warnings`}.`;
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : `${count} ${many}`;
}
