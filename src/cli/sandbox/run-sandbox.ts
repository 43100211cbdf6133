import { describeBlocked } from '../../domain.js';
import type { Codex, CodexOptions, Denial, SandboxedCommand, SandboxedResult } from '../../index.js';
import type { Host } from '../host.js';
import { type AgentFactory, complain, openCodex, reasonOf, warn } from '../open-codex.js';
import { configChoice, withoutAbsent } from '../shared-flags.js';
import { visibleText } from '../visible-text.js';
import { foreignSandbox } from './foreign-sandbox.js';
import { renderPlan } from './render-plan.js';
import { type PermissionFlags, platformNames, type SandboxCall, type SandboxPlatform } from './sandbox-command.js';
import { commandStreams } from './use-terminal.js';

/** Runs a command under a permission profile, or shows how it would be run. The result is the exit status. */
export async function runSandbox(call: SandboxCall, host: Host, create?: AgentFactory): Promise<number> {
  const { command, flags } = call;
  const refusal = refusalOf(call, host);
  if (refusal !== undefined) return complain(host, refusal);
  if (flags.logDenials === true && host.platform !== 'darwin') {
    host.stderr.write('note: `--log-denials` has no effect here: only macOS keeps account of denials\n');
  }
  try {
    const codex = await openCodex(host, { ...configChoice(flags), ...(await adaptersFor(call, host, create)) }, create);
    try {
      const request = { command, ...permissionChoice(flags) };
      return flags.explain === true
        ? await explain(request, call, { codex, host })
        : await run(request, call, { codex, host });
    } finally {
      host.stdin.close();
      await codex.close();
    }
  } catch (error) {
    return complain(host, reasonOf(error));
  }
}

/** What flags say about permissions, as options. */
export function permissionChoice(flags: PermissionFlags): Omit<SandboxedCommand, 'command'> {
  const mode = flags.sandbox ?? (flags.fullAuto === true ? 'workspace-write' : undefined);
  return withoutAbsent({
    workingDirectory: flags.cd,
    permissionProfile: flags.permissionProfile,
    sandboxMode: mode,
    additionalDirectories: flags.addDir,
  });
}

function refusalOf({ platform, command, flags }: SandboxCall, { platform: current }: Host): string | undefined {
  if (command.length === 0) return 'there is no command to run; put it behind `--`';
  if (platform === undefined || platform === nameOfPlatform(current) || flags.explain === true) return undefined;
  return `\`sandbox ${platform}\` needs ${platformNames[platform]}; leave \`${platform}\` out to use the sandbox of this machine`;
}

/** Plans can be made and shown anywhere, whichever platform they are for. */
async function adaptersFor(
  { platform, flags }: SandboxCall,
  host: Host,
  create?: AgentFactory,
): Promise<Pick<CodexOptions, 'adapters'>> {
  if (flags.explain !== true || platform === undefined || platform === nameOfPlatform(host.platform)) return {};
  const codex = await openCodex(host, configChoice(flags), create);
  try {
    return { adapters: { sandbox: await foreignSandbox(platform, codex) } };
  } finally {
    await codex.close();
  }
}

function nameOfPlatform(platform: NodeJS.Platform): SandboxPlatform | undefined {
  if (platform === 'darwin') return 'macos';
  if (platform === 'win32') return 'windows';
  return platform === 'linux' ? 'linux' : undefined;
}

async function explain(
  request: SandboxedCommand,
  { flags }: SandboxCall,
  { codex, host }: { readonly codex: Codex; readonly host: Host },
): Promise<0> {
  const planned = await codex.planSandboxed(request);
  const { plan, permissions } = planned;
  const { id, summary, warnings } = permissions;
  // The environment stays out: it may hold secrets.
  const data = { sandbox: plan.sandbox, argv: plan.argv, cwd: plan.cwd, permissions: { id, summary }, warnings };
  host.stdout.write(flags.json === true ? `${JSON.stringify(data, undefined, 2)}\n` : renderPlan(planned));
  return 0;
}

async function run(
  request: SandboxedCommand,
  { flags }: SandboxCall,
  { codex, host }: { readonly codex: Codex; readonly host: Host },
): Promise<number> {
  const { stdout, stderr, stop } = host;
  const denials = new Set<string>();
  const streams = commandStreams(host);
  const running = codex.runSandboxed(request, {
    ...streams.options,
    signal: stop,
    onPlanned: ({ permissions }) => warn(permissions, host),
    onOutput: ({ stream, bytes }) => {
      const output = stream === 'stdout' ? stdout : stderr;
      output.write(bytes);
      return output.room?.();
    },
    ...(flags.logDenials === true ? { onDenial: (denial) => void denials.add(lineOf(denial)) } : {}),
  });
  const result = await running.finally(() => streams.release());
  if (result.blockedConnections.length > 0) host.stderr.write(`note: ${describeBlocked(result.blockedConnections)}\n`);
  if (flags.logDenials === true && host.platform === 'darwin') stderr.write(renderDenials([...denials]));
  return exitStatusOf(result, host);
}

function lineOf({ process, operation, target }: Denial): string {
  return `(${process}) ${operation}${target === undefined ? '' : ` ${target}`}`;
}

function renderDenials(lines: readonly string[]): string {
  const text = lines.length === 0 ? 'nothing was denied' : lines.join('\n');
  return `\n=== Sandbox denials ===\n${visibleText(text)}\n`;
}

function exitStatusOf({ outcome, exitCode }: SandboxedResult, host: Host): number {
  if (outcome.kind === 'not-started') {
    complain(host, outcome.message);
    return exitCode;
  }
  return outcome.kind === 'aborted' ? statusOfStop(host.stop) : exitCode;
}

/** As a shell would report it had the command been ended by what ended this program. */
function statusOfStop({ reason }: AbortSignal): number {
  if (reason === 'SIGINT') return 130;
  return reason === 'SIGTERM' ? 143 : 141;
}
