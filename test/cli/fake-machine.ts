// A folder that imitates a machine, for the probes of `kpp doctor`.
import { Received } from '../../src/cli/doctor/listening/received.js';
import { type Bindings, Machine } from '../../src/cli/doctor/machine.js';
import { type Tree, temporaryTree } from '../support/tree.js';

const refused = () => {
  throw new Error('nothing is to be opened');
};

/** Without other bindings, no line and no bus is opened, and nothing arrives on a port. */
export function fakeMachine(tree: Tree, bindings: Bindings = {}): Machine {
  const listenToPort = async () => new Received();
  return new Machine(temporaryTree(tree), { loadOnoff: () => refused, listenToPort, ...bindings });
}
