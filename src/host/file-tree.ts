// Reads the small files in which Linux describes the computer. A test puts a folder in the place of the root.
import { readdirSync, readFileSync } from 'node:fs';

/** The operating system answers each call at once, but a failing disk may block it: not for the control thread after the start. */
export class FileTree {
  /** @param root folder that contains /proc and /sys: empty for this computer */
  constructor(private readonly root = '') {}

  /** The file that stands for an absolute path. */
  path(absolute: string): string {
    return `${this.root}${absolute}`;
  }

  /** The names in a folder, sorted; empty when there is no such folder. */
  list(folder: string): string[] {
    try {
      return readdirSync(this.path(folder)).sort();
    } catch {
      return [];
    }
  }

  /** The text of a file; empty when it cannot be read. */
  read(path: string): string {
    try {
      return readFileSync(this.path(path), 'utf8');
    } catch {
      return '';
    }
  }
}
