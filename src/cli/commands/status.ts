// `kpp status`: asks the running controller over HTTP for its state, its active alarms and its last actions, and prints them.
import type { StatusReport } from '../../comms/http/documents.js';
import { loadConfig } from '../../config/index.js';
import { askController } from '../ask-controller.js';
import { EXIT } from '../exit-codes.js';
import { statusPage } from '../status-page.js';

export interface StatusOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

export async function status({ config: file, set, json = false }: StatusOptions): Promise<number> {
  const { config } = loadConfig({ file, sets: set, checkFiles: false });
  const text = await askController(config, { path: '/api/status' });
  process.stdout.write(json ? text : statusPage(JSON.parse(text) as StatusReport));
  return EXIT.ok;
}
