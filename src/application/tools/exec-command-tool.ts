import { assessCommand, type CommandQuestion } from '../../domain/approvals/assess-command.js';
import { confinementOf } from '../../domain/approvals/confinement.js';
import { isLikelyDenied } from '../../domain/approvals/likely-denied.js';
import { renderRejection } from '../../domain/approvals/render-rejection.js';
import type { ExecRules, NetworkRule } from '../../domain/approvals/rules/exec-rules.js';
import { networkUnderRules } from '../../domain/approvals/rules/network-under-rules.js';
import { CodexError } from '../../domain/codex-error.js';
import { describeCommand } from '../../domain/commands/describe-command.js';
import { commandEnvironment } from '../../domain/commands/environment-policy.js';
import { findPatchInScript } from '../../domain/commands/patch-in-script.js';
import { quoteArgv } from '../../domain/commands/quote-argv.js';
import { shellArgv } from '../../domain/commands/shell-argv.js';
import type { ToolOutput } from '../../domain/conversation/history-item.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import type { Result } from '../../domain/result.js';
import { decodeExecCommand, type ExecCommandCall } from '../../domain/tools/exec-command.js';
import type { CallPermissions } from '../../domain/turn/turn-state.js';
import type { ProcessSandbox, SandboxPlan, SandboxRefusal, SpawnOptions } from '../../ports/process-sandbox.js';
import { exitCodeOf } from '../commands/exit-code-of.js';
import { planCommand } from '../commands/plan-command.js';
import { RunningCommand } from '../commands/running-command.js';
import { mayWrite } from '../permissions/may-write.js';
import type { TurnScope } from '../turn/turn-scope.js';
import { neverRan, reportCommand } from './report-command.js';
import { prepareShellPatch } from './shell-patch.js';
import type { AskingCall, PreparedCall, RunCall, Tool } from './tool.js';

/** Runs a script in the user's shell, inside the sandbox. */
export const execCommand: Tool = {
  async prepare(call, scope) {
    if (call.kind !== 'function-call') return { kind: 'answer', output: 'aborted' };
    const decoded = decodeExecCommand(call.arguments, scope.tools);
    if (!decoded.ok) return { kind: 'answer', output: decoded.error };
    const patch = findPatchInScript(decoded.value.cmd);
    if (patch !== undefined) return prepareShellPatch(patch, decoded.value, scope);
    const rules = await scope.rules.inForce({
      turnId: scope.turnId,
      mayWrite: (place) => mayWrite(place, scope.permissions, scope.ports.fileSystem),
      network: scope.permissions.profile.kind === 'disabled' ? 'enabled' : scope.permissions.profile.network,
      warn: (message) => scope.items.add({ type: 'error', message }),
    });
    return rules.ok ? assess(decoded.value, rules.value, scope) : withoutRules(rules.error, scope);
  },
};

/** Among rules that cannot be read may be one that forbids the command, so none is run. */
function withoutRules(reason: string, { items }: TurnScope): PreparedCall {
  items.add({ type: 'error', message: `no command is run until the rules can be read: ${reason}` });
  return { kind: 'answer', output: renderRejection('the rules of the user cannot be read') };
}

/** A command ready to be started: what the sandbox is asked to run, and where. */
interface PreparedCommand {
  readonly call: ExecCommandCall;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: AbsolutePath;
  readonly networkRules: readonly NetworkRule[];
}

function assess(call: ExecCommandCall, rules: ExecRules, scope: TurnScope): PreparedCall {
  const shell = call.shell ?? scope.ports.environment.shell;
  const command: PreparedCommand = {
    call,
    argv: shellArgv(shell, call.cmd, call.login ? 'login' : 'plain'),
    cwd: call.workdir === undefined ? scope.cwd : resolvePath(scope.cwd, call.workdir),
    networkRules: rules.networkRules,
  };
  const { approvalPolicy, profile } = scope.permissions;
  const assessment = assessCommand({
    policy: approvalPolicy,
    rules,
    confinement: confinementOf(profile),
    argv: command.argv,
    requested: call.permissions,
    ...(call.justification === undefined ? {} : { justification: call.justification }),
    ...(call.prefixRule === undefined ? {} : { prefixRule: call.prefixRule }),
  });
  if (assessment.kind === 'refuse') return { kind: 'answer', output: assessment.message };
  if (assessment.kind === 'ask') return ask(command, assessment, scope);
  const { permissions, afterDenial } = assessment;
  const run: RunCall = async (allowed, signal) => {
    const { output, denied } = await runCommand(command, allowed, { scope, signal });
    if (!denied || allowed === 'escalated' || afterDenial === undefined) return output;
    return { kind: 'denied', output, retry: { ...ask(command, afterDenial, scope), declined: output } };
  };
  return { kind: 'run', mode: 'parallel', permissions, run };
}

function ask(command: PreparedCommand, { reason, proposedPrefix }: CommandQuestion, scope: TurnScope): AskingCall {
  const { argv, cwd } = command;
  const rule = proposedPrefix === undefined ? [] : [{ acceptWithRule: { prefix: proposedPrefix } }];
  return {
    kind: 'ask',
    mode: 'parallel',
    question: {
      kind: 'command',
      command: argv,
      cwd,
      actions: describeCommand(argv),
      availableDecisions: ['accept', 'acceptForSession', ...rule, 'decline', 'cancel'],
      ...(reason === undefined ? {} : { reason }),
    },
    declined: renderRejection('rejected by user'),
    grantKey: JSON.stringify(['command', argv, cwd]),
    run: async (permissions, signal) => (await runCommand(command, permissions, { scope, signal })).output,
  };
}

interface RunContext {
  readonly scope: TurnScope;
  readonly signal: AbortSignal;
}

interface CommandResult {
  readonly output: ToolOutput;
  /** Whether the command failed as commands do that the sandbox denies something. */
  readonly denied: boolean;
}

async function runCommand(
  command: PreparedCommand,
  permissions: CallPermissions,
  { scope, signal }: RunContext,
): Promise<CommandResult> {
  const { fileSystem } = scope.ports;
  if ((await fileSystem.inspect(command.cwd)).type !== 'directory') {
    return failToStart(command, scope, `working directory \`${command.cwd}\` does not exist or is not a directory`);
  }
  const planned = await plan(command, permissions, scope);
  if (!planned.ok) return failToStart(command, scope, `${planned.error.message}; ${planned.error.remedy}`);
  signal.throwIfAborted();
  const running = start(command, planned.value, scope);
  const output = await reportCommand(running, command.call, { scope, signal });
  return { output, denied: seemsDenied(running) };
}

function seemsDenied({ outcome, output }: RunningCommand): boolean {
  if (outcome?.kind !== 'exited' && outcome?.kind !== 'signalled') return false;
  return isLikelyDenied(outcome, output);
}

async function plan(
  { argv, cwd, networkRules }: PreparedCommand,
  permissions: CallPermissions,
  { threadId, permissions: inForce, ports, environmentPolicy }: TurnScope,
): Promise<Result<SandboxPlan, SandboxRefusal>> {
  const profile: PermissionProfile =
    permissions === 'escalated' ? { kind: 'disabled' } : withRules(inForce.profile, networkRules);
  const network = profile.kind === 'disabled' ? 'enabled' : profile.network;
  const environment = commandEnvironment(ports.environment.variables, environmentPolicy, { threadId, network });
  return planCommand({ argv, cwd, environment, profile, context: inForce.context }, ports);
}

function withRules(profile: PermissionProfile, rules: readonly NetworkRule[]): PermissionProfile {
  return profile.kind === 'managed' ? { ...profile, network: networkUnderRules(profile.network, rules) } : profile;
}

/** Starts the command and reports it as an item until it ends, even when the call returns earlier. */
function start(command: PreparedCommand, planned: SandboxPlan, { ports, items }: TurnScope): RunningCommand {
  const line = quoteArgv(command.argv);
  const id = items.start({
    type: 'command_execution',
    command: line,
    aggregated_output: '',
    exit_code: null,
    status: 'in_progress',
  });
  const sandbox: ProcessSandbox = ports.sandbox;
  const input = inputOf(command.call);
  const running = new RunningCommand({
    clock: ports.clock,
    stdin: input.stdin,
    start: (receivers) => sandbox.spawn(planned, { ...input, ...receivers }),
    onText: (text) => items.streamOutput(id, text),
  });
  const complete = (exitCode: number, output: string): void =>
    items.complete(id, {
      type: 'command_execution',
      command: line,
      aggregated_output: output,
      exit_code: exitCode,
      status: exitCode === 0 ? 'completed' : 'failed',
      ...(running.blocked.length === 0 ? {} : { blocked_connections: running.blocked }),
    });
  running.ended.then(
    (outcome) =>
      complete(exitCodeOf(outcome, neverRan), outcome.kind === 'not-started' ? outcome.message : running.output),
    (error: unknown) => complete(-1, CodexError.is(error) ? error.message : String(error)),
  );
  return running;
}

function inputOf({ tty }: ExecCommandCall): Pick<SpawnOptions, 'stdin' | 'terminal'> {
  return tty ? { stdin: 'open', terminal: { columns: 80, rows: 24 } } : { stdin: 'closed' };
}

function failToStart({ argv }: PreparedCommand, { items }: TurnScope, message: string): CommandResult {
  items.add({
    type: 'command_execution',
    command: quoteArgv(argv),
    aggregated_output: message,
    exit_code: -1,
    status: 'failed',
  });
  return { output: `exec_command failed: ${message}`, denied: false };
}
