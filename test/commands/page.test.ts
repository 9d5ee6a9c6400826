// docs/commands.md says what the definitions say. `npx vitest run --project unit test/commands -u` writes the table anew.
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/registry.js';
import { commandTable } from '../support/pages/command-table.js';
import { pagePath, pageWith } from '../support/pages/reference-page.js';

it('the table of docs/commands.md is that of the registry', async () => {
  const path = pagePath('commands.md');
  await expect(pageWith(path, 'commands', commandTable(COMMANDS))).toMatchFileSnapshot(path);
});
