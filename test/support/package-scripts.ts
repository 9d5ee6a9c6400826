// The scripts that make the Debian package (scripts/package), for tests: with types, because they are plain JavaScript.

export interface Described {
  readonly description: string;
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly argument?: { readonly name: string; readonly isVariadic: boolean };
    readonly options: readonly Option[];
  }[];
}

interface Option {
  readonly long: string;
  readonly flags: string;
  readonly meaning: string;
  readonly takesValue: boolean;
  readonly isFile?: boolean;
  readonly choices?: readonly string[];
}

interface Scripts {
  readonly modules: { isNeeded(path: string, cpu: string): boolean };
  readonly service: { placeOf(file: string): string };
  readonly needs: { byVersion(a: string, b: string): number };
  readonly roff: { plain(text: string): string; marked(text: string): string };
  readonly bash: { bashCompletion(program: Described): string };
  readonly zsh: { zshCompletion(program: Described): string };
  readonly fish: { fishCompletion(program: Described): string };
  readonly manual: { kppPage(program: Described, identity: { version: string; epochS: number }): string };
}

const FILES: Record<keyof Scripts, string> = {
  modules: 'modules',
  service: 'service',
  needs: 'needs',
  roff: 'manual/roff',
  bash: 'completion/bash',
  zsh: 'completion/zsh',
  fish: 'completion/fish',
  manual: 'manual/kpp',
};

/** Loads one of the scripts. */
export async function packageScript<K extends keyof Scripts>(name: K): Promise<Scripts[K]> {
  const url = new URL(`../../scripts/package/${FILES[name]}.mjs`, import.meta.url).href;
  return (await import(url)) as Scripts[K];
}
