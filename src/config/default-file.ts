// Where a command looks for the configuration when no other file is named.
export const DEFAULT_CONFIG_FILE = '/etc/kpp/controller.yaml';
