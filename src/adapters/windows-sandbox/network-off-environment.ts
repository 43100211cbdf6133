/** An address at which nothing listens: the discard port of this machine. */
const nowhere = 'http://127.0.0.1:9';

/**
 * Variables that keep well-behaved programs off the network. Nothing holds a program that does not look at them: this is not a
 * confinement, and only the compatible level passes it off as enough.
 */
export const networkOffEnvironment: Readonly<Record<string, string>> = {
  CODEX_SANDBOX_NETWORK_DISABLED: '1',
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  ALL_PROXY: nowhere,
  NO_PROXY: 'localhost,127.0.0.1,::1',
  GIT_HTTP_PROXY: nowhere,
  GIT_HTTPS_PROXY: nowhere,
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_SSH_COMMAND: 'cmd /c exit 1',
  NPM_CONFIG_OFFLINE: 'true',
  PIP_NO_INDEX: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  CARGO_NET_OFFLINE: 'true',
};
