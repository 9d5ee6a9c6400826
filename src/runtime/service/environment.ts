// What the service manager (systemd) tells this process in its environment.

export interface ServiceEnvironment {
  /** Address of the socket for notifications: a path, or `@` and a name in the abstract namespace. Null without a service manager. */
  readonly socket: string | null;
  /** The service manager ends this process when it hears nothing for this time, ms. Null: it does not watch. */
  readonly watchdogMs: number | null;
}

/** @param pid this process: the variables may have been meant for another one, which started this one */
export function serviceEnvironment(env: NodeJS.ProcessEnv, pid: number): ServiceEnvironment {
  const { NOTIFY_SOCKET: socket = '', WATCHDOG_USEC: usec = '', WATCHDOG_PID: watched = '' } = env;
  if (socket === '') return { socket: null, watchdogMs: null };
  const isMeant = watched === '' || watched === String(pid);
  const isTime = /^[1-9]\d{0,15}$/.test(usec);
  return { socket, watchdogMs: isMeant && isTime ? Number(usec) / 1000 : null };
}
