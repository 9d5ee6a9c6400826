// Runs a command in this process and collects what it prints.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { reportFailure } from '../../src/cli/fail.js';

export interface Captured {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The exit status that the process would have; also when the command throws an error. */
export async function captured(command: () => number | Promise<number>): Promise<Captured> {
  const text = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      text[stream] += String(chunk);
      return true;
    }),
  );
  try {
    const code = await Promise.resolve().then(command).catch(reportFailure);
    return { code, ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Writes a file that is removed at the end of the test. */
export function temporaryFile(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
