// The architectures that packages are made for, and what compiles for each of them.

/**
 * `cpu` is Node's and npm's name. `prefix` is in front of the names of the compilers: they are cross compilers where the
 * package is for another kind of processor than this machine's. `toolchain` is the Debian package that has them.
 */
export const ARCHITECTURES = {
  amd64: { name: 'amd64', cpu: 'x64', prefix: 'x86_64-linux-gnu-', toolchain: 'g++' },
  arm64: { name: 'arm64', cpu: 'arm64', prefix: 'aarch64-linux-gnu-', toolchain: 'g++-aarch64-linux-gnu' },
};
