import { assessCommand } from '../../domain/approvals/assess-command.js';
import { confinementOf } from '../../domain/approvals/confinement.js';
import { renderRejection } from '../../domain/approvals/render-rejection.js';
import { noRules } from '../../domain/approvals/rules/exec-rules.js';
import { CodexError } from '../../domain/codex-error.js';
import { commandEnvironment } from '../../domain/commands/environment-policy.js';
import { quoteArgv } from '../../domain/commands/quote-argv.js';
import type { ToolOutput } from '../../domain/conversation/history-item.js';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import type { Result } from '../../domain/result.js';
import { decodeExecCommand, type ExecCommandCall, execCommandTool } from '../../domain/tools/exec-command.js';
import type { CallPermissions } from '../../domain/turn/turn-state.js';
import type { ProcessSandbox, SandboxPlan, SandboxRefusal } from '../../ports/process-sandbox.js';
import { planCommand } from '../commands/plan-command.js';
import { RunningCommand } from '../commands/running-command.js';
import type { TurnScope } from '../turn/turn-scope.js';
import { exitCodeOf, reportCommand } from './report-command.js';
import type { PreparedCall, Tool } from './tool.js';

/** Runs a script in the user's shell, inside the sandbox. */
export const execCommand: Tool = {
  definition: execCommandTool,
  prepare(call, scope) {
    if (call.kind !== 'function-call') return { kind: 'answer', output: 'aborted' };
    const decoded = decodeExecCommand(call.arguments);
    return decoded.ok ? assess(decoded.value, scope) : { kind: 'answer', output: decoded.error };
  },
};

/** A command ready to be started: what the sandbox is asked to run, and where. */
interface PreparedCommand {
  readonly call: ExecCommandCall;
  readonly argv: readonly [string, string, string];
  readonly cwd: AbsolutePath;
}

function assess(call: ExecCommandCall, scope: TurnScope): PreparedCall {
  const shell = call.shell ?? scope.ports.environment.shell;
  const command: PreparedCommand = {
    call,
    argv: [shell, call.login ? '-lc' : '-c', call.cmd],
    cwd: call.workdir === undefined ? scope.cwd : resolvePath(scope.cwd, call.workdir),
  };
  const { approvalPolicy, profile } = scope.permissions;
  const assessment = assessCommand({
    policy: approvalPolicy,
    rules: noRules,
    confinement: confinementOf(profile),
    argv: command.argv,
    requested: call.permissions,
    ...(call.justification === undefined ? {} : { justification: call.justification }),
    ...(call.prefixRule === undefined ? {} : { prefixRule: call.prefixRule }),
  });
  if (assessment.kind === 'refuse') return { kind: 'answer', output: assessment.message };
  const run = (permissions: CallPermissions, signal: AbortSignal): Promise<ToolOutput> =>
    runCommand(command, permissions, { scope, signal });
  if (assessment.kind === 'run') return { kind: 'run', mode: 'parallel', permissions: assessment.permissions, run };
  return {
    kind: 'ask',
    mode: 'parallel',
    question: {
      kind: 'command',
      command: command.argv,
      availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
      ...(assessment.reason === undefined ? {} : { reason: assessment.reason }),
    },
    declined: renderRejection('rejected by user'),
    grantKey: JSON.stringify(['command', command.argv, command.cwd]),
    run,
  };
}

interface RunContext {
  readonly scope: TurnScope;
  readonly signal: AbortSignal;
}

async function runCommand(
  command: PreparedCommand,
  permissions: CallPermissions,
  { scope, signal }: RunContext,
): Promise<ToolOutput> {
  const { fileSystem } = scope.ports;
  if ((await fileSystem.inspect(command.cwd)).type !== 'directory') {
    return failToStart(command, scope, `working directory \`${command.cwd}\` does not exist or is not a directory`);
  }
  const planned = await plan(command, permissions, scope);
  if (!planned.ok) return failToStart(command, scope, `${planned.error.message}; ${planned.error.remedy}`);
  signal.throwIfAborted();
  const running = start(command, planned.value, scope);
  return reportCommand(running, command.call, { scope, signal });
}

async function plan(
  { argv, cwd }: PreparedCommand,
  permissions: CallPermissions,
  { threadId, permissions: inForce, ports, environmentPolicy }: TurnScope,
): Promise<Result<SandboxPlan, SandboxRefusal>> {
  const profile: PermissionProfile = permissions === 'escalated' ? { kind: 'disabled' } : inForce.profile;
  const network = profile.kind === 'disabled' ? 'enabled' : profile.network;
  const environment = commandEnvironment(ports.environment.variables, environmentPolicy, { threadId, network });
  return planCommand({ argv, cwd, environment, profile, context: inForce.context }, ports);
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
  const running = new RunningCommand(
    ports.clock,
    (onOutput) => sandbox.spawn(planned, { stdin: command.call.tty ? 'open' : 'closed', onOutput }),
    (text) => items.delta(id, 'command_execution', text),
  );
  const complete = (exitCode: number, output: string): void =>
    items.complete(id, {
      type: 'command_execution',
      command: line,
      aggregated_output: output,
      exit_code: exitCode,
      status: exitCode === 0 ? 'completed' : 'failed',
    });
  running.ended.then(
    (outcome) => complete(exitCodeOf(outcome), outcome.kind === 'not-started' ? outcome.message : running.output),
    (error: unknown) => complete(-1, CodexError.is(error) ? error.message : String(error)),
  );
  return running;
}

function failToStart({ argv }: PreparedCommand, { items }: TurnScope, message: string): ToolOutput {
  items.add({
    type: 'command_execution',
    command: quoteArgv(argv),
    aggregated_output: message,
    exit_code: -1,
    status: 'failed',
  });
  return `exec_command failed: ${message}`;
}
