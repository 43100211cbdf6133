import type { ApprovalPolicy } from '../../approvals/approval-policy.js';
import type { AbsolutePath } from '../../paths/absolute-path.js';
import type { NetworkPolicy } from '../../permissions/network-policy.js';
import { assertNever } from '../../result.js';

/** What the model has to know about the limits of its commands. */
export interface PermissionFacts {
  readonly fileSystem:
    | { readonly kind: 'read-only' }
    | { readonly kind: 'workspace-write'; readonly writableRoots: readonly AbsolutePath[] }
    | { readonly kind: 'unrestricted' };
  readonly network: NetworkPolicy;
  readonly approvalPolicy: ApprovalPolicy;
}

const maxHosts = 20;

/** The developer message that explains the sandbox and the approval policy in force. */
export function renderPermissionInstructions(facts: PermissionFacts): string {
  return [
    '<permissions instructions>',
    `${describeFileSystem(facts.fileSystem)} ${describeNetwork(facts.network)}`,
    describePolicy(facts.approvalPolicy),
    '</permissions instructions>',
  ].join('\n');
}

function describeFileSystem(fileSystem: PermissionFacts['fileSystem']): string {
  switch (fileSystem.kind) {
    case 'read-only':
      return '`sandbox_mode` is `read-only`: commands can read files but cannot write any.';
    case 'workspace-write': {
      const roots = fileSystem.writableRoots.map(quote).join(', ');
      return `\`sandbox_mode\` is \`workspace-write\`: commands can read files, and write below ${roots}. Version-control and agent settings there stay read-only.`;
    }
    case 'unrestricted':
      return '`sandbox_mode` is `danger-full-access`: no sandbox limits what commands can read or write.';
    default:
      return assertNever(fileSystem);
  }
}

/** A name on one line that cannot pass for anything but a name: whoever names a directory must not speak as the developer. */
function quote(path: string): string {
  if (!/[\p{Cc}\u2028\u2029`<>]/u.test(path)) return `\`${path}\``;
  return JSON.stringify(path).replace(/[\p{Cc}\u2028\u2029`<>]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function describeNetwork(network: NetworkPolicy): string {
  if (network === 'enabled') return 'They can reach the network.';
  if (network === 'restricted' || network.allowedDomains.length === 0) return 'They cannot reach the network.';
  const { allowedDomains, deniedDomains, mode } = network;
  const except = deniedDomains.length === 0 ? '' : `, but never ${listed(deniedDomains)}`;
  const how = mode === 'limited' ? ' They can only read there: GET, HEAD and OPTIONS without encryption.' : '';
  const [hosts, ignorant] = [
    listed(allowedDomains),
    'A program that looks at no proxy variable, such as `HTTP_PROXY`, reaches nobody.',
  ];
  return `They reach the network through a proxy that lets them connect to ${hosts}${except}, and to nothing else.${how} ${ignorant}`;
}

function listed(hosts: readonly string[]): string {
  const shown = hosts.slice(0, maxHosts).map(quote).join(', ');
  return hosts.length > maxHosts ? `${shown} and ${hosts.length - maxHosts} more` : shown;
}

function describePolicy(policy: ApprovalPolicy): string {
  switch (policy) {
    case 'never':
      return 'Approval policy is `never`: nobody will be asked. Do not set `sandbox_permissions`; a command that asks to leave the sandbox is rejected.';
    case 'on-request':
      return [
        'Approval policy is `on-request`: commands run in the sandbox, and you may ask for one to run outside of it.',
        'To ask, call `exec_command` with `sandbox_permissions` set to `require_escalated` and `justification` set to one short question for the user, such as "May I install the dependencies from the registry?".',
        'Ask when a command that the task needs must write elsewhere or reach the network, or failed for such a reason. Try the sandbox first when you are not sure. Never ask for a destructive command that the user did not call for.',
        'If commands of the same kind will follow, offer their leading words as `prefix_rule`, as narrow as possible. When the user declines, go on without it.',
      ].join('\n');
    case 'on-failure':
      return 'Approval policy is `on-failure`: commands run in the sandbox; when it denies something, the user is asked whether the command may run outside of it. Do not set `sandbox_permissions` yourself.';
    case 'untrusted':
      return 'Approval policy is `untrusted`: the user is asked before commands that do more than read. Do not set `sandbox_permissions` yourself.';
    default:
      return assertNever(policy);
  }
}
