import { CodexError } from '../domain/codex-error.js';
import { parseHostPattern } from '../domain/permissions/network/host-pattern.js';
import { isRecord } from './check-values.js';

const option = 'permissionProfile.network';
const choices: Readonly<Record<string, readonly string[]>> = {
  mode: ['full', 'limited'],
  localAddresses: ['allowed', 'denied'],
};

/** Refuses a profile whose network is none, or has rules that nobody could keep. @throws CodexError `invalid-option` */
export function checkProfileNetwork(profile: unknown): void {
  if (!isRecord(profile) || profile.kind === 'disabled') return;
  const { network } = profile;
  if (network === 'restricted' || network === 'enabled') return;
  if (profile.kind !== 'managed' || !isRecord(network) || network.kind !== 'filtered') {
    throw refused('', 'must be `restricted`, `enabled` or, in a managed profile, rules about hosts');
  }
  for (const [key, words] of Object.entries(choices)) {
    const expected = words.map((word) => `\`${word}\``).join(' or ');
    if (!words.some((word) => word === network[key])) throw refused(`.${key}`, `must be ${expected}`);
  }
  for (const key of ['allowedDomains', 'deniedDomains']) checkHosts(key, network[key]);
}

function checkHosts(key: string, hosts: unknown): void {
  if (!Array.isArray(hosts)) throw refused(`.${key}`, 'must be a list of host names');
  for (const host of hosts) {
    const pattern = typeof host === 'string' ? parseHostPattern(host) : undefined;
    if (pattern === undefined) throw refused(`.${key}`, 'must be a list of host names');
    if (!pattern.ok) throw refused(`.${key}`, `has \`${host}\`, which ${pattern.error}`);
  }
}

function refused(key: string, problem: string): CodexError {
  return new CodexError('invalid-option', `the option \`${option}${key}\` ${problem}`);
}
