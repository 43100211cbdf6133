import type { NetworkPolicy } from '../../permissions/network-policy.js';
import type { NetworkRule, RuleDecision } from './exec-rules.js';

/**
 * A network of chosen hosts with what the rules of the user say about hosts. Nobody can be asked while a connection waits, so what is to be
 * asked about is denied; a rule about one protocol counts for all of them. A network that is closed or open as a whole stays as it is.
 */
export function networkUnderRules(policy: NetworkPolicy, rules: readonly NetworkRule[]): NetworkPolicy {
  if (typeof policy === 'string' || rules.length === 0) return policy;
  const hosts = (matches: (decision: RuleDecision) => boolean): readonly string[] =>
    rules.filter(({ decision }) => matches(decision)).map(({ host }) => host);
  return {
    ...policy,
    allowedDomains: [...policy.allowedDomains, ...hosts((decision) => decision === 'allow')],
    deniedDomains: [...policy.deniedDomains, ...hosts((decision) => decision !== 'allow')],
  };
}
