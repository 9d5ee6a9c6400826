// How a configuration names a file with a secret: by its path, or as a credential that systemd gives to the service.
const PREFIX = 'credential:';
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}$/;

/** A file by its path, or a credential by its name; see "Credentials" in systemd.exec(5). */
export type SecretPlace =
  | { readonly kind: 'file'; readonly path: string }
  /** `path` is null outside of a service, which has no credentials. */
  | { readonly kind: 'credential'; readonly name: string; readonly path: string | null }
  | { readonly kind: 'invalid'; readonly reason: string };

/** @param directory where systemd has put the credentials of this process */
export function secretPlace(text: string, directory = process.env.CREDENTIALS_DIRECTORY): SecretPlace {
  if (!text.startsWith(PREFIX)) return { kind: 'file', path: text };
  const name = text.slice(PREFIX.length);
  if (!NAME.test(name))
    return { kind: 'invalid', reason: `must have the name of a credential after ${PREFIX}, found "${name}"` };
  const path = directory === undefined || directory === '' ? null : `${directory}/${name}`;
  return { kind: 'credential', name, path };
}
