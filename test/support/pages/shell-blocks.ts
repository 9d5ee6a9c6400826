// The shell commands on a page, in their order. The bench with a real kernel can run the blocks that are marked for it.

export interface ShellBlock {
  /** True when the block is marked `sh guest`: it runs as it stands on a machine with Debian 13, mosquitto and the package. */
  readonly isForGuest: boolean;
  /** The text of the block, as it is typed. */
  readonly text: string;
}

export function shellBlocks(page: string): ShellBlock[] {
  return [...page.matchAll(/^```sh( guest)?\n(.*?)^```$/gms)].map(([, mark, text = '']) => ({
    isForGuest: mark !== undefined,
    text,
  }));
}

/** The calls of `kpp` in a block: the words after it, without quotes. */
export function kppCalls({ text }: ShellBlock): string[][] {
  return text.split('\n').flatMap((line) => {
    const call = /^(?:sudo )?kpp (.*?)(?:\s+#.*)?$/.exec(line.trim())?.[1];
    if (call === undefined) return [];
    const words = call.match(/(?:'[^']*'|\$\([^)]*\)|[^\s'])+/g) ?? [];
    return [words.map((word) => word.replaceAll("'", ''))];
  });
}
