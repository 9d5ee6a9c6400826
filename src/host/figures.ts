// Measures all figures of the computer that are channels.
import type { HostChannel, HostFigures } from '../catalogue/host-channels.js';
import { diskOf } from './disk.js';
import type { FileTree } from './file-tree.js';
import { memoryAvailable, processorLoad } from './load.js';
import { fileSystemErrors, wearOfCards } from './storage.js';
import { supplyOf } from './supply.js';
import { hottestZone } from './temperature.js';

/**
 * Reads some twenty small files and asks for the free space. It may block for as long as a disk fails to answer.
 *
 * @param store path of the store's file
 */
export function hostFigures(tree: FileTree, store: string): HostFigures {
  const { isLow, isSlowed } = supplyOf(tree);
  const figures: Record<HostChannel, number | null> = {
    'host.temperature': hottestZone(tree)?.degC ?? null,
    'host.undervoltage': flag(isLow),
    'host.throttled': flag(isSlowed),
    'host.processorLoad': processorLoad(tree),
    'host.memoryAvailable': memoryAvailable(tree),
    'host.diskFree': freeSpace(store),
    'host.fileSystemErrors': errorsOf(tree),
    'host.diskWear': wearOf(tree),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== null)) as HostFigures;
}

function flag(state: boolean | null): number | null {
  return state === null ? null : Number(state);
}

function freeSpace(store: string): number | null {
  try {
    return diskOf(store).freeBytes;
  } catch {
    return null;
  }
}

function errorsOf(tree: FileTree): number | null {
  const counts = fileSystemErrors(tree);
  return counts.length === 0 ? null : counts.reduce((sum, { errors }) => sum + errors, 0);
}

function wearOf(tree: FileTree): number | null {
  const cards = wearOfCards(tree);
  return cards.length === 0 ? null : Math.min(1, Math.max(...cards.map(({ used }) => used)));
}
