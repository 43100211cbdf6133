import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { ok, type Result } from '../../../src/domain/result.js';
import type {
  CommandOutcome,
  OutputChunk,
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../../src/ports/process-sandbox.js';

/** Where a sandbox goes wrong; whatever is left out is done by the right one. */
export interface Mistake {
  readonly probe?: (probed: SandboxCapabilities) => SandboxCapabilities;
  readonly request?: (request: SandboxRequest) => SandboxRequest;
  readonly planned?: (planned: Result<SandboxPlan, SandboxRefusal>, request: SandboxRequest) => typeof planned;
  readonly options?: (options: SpawnOptions) => SpawnOptions;
  readonly started?: (started: SandboxedProcess, options: SpawnOptions) => SandboxedProcess;
  readonly close?: (right: ProcessSandbox) => Promise<void>;
}

/** A right sandbox with one mistake. */
export class MistakenSandbox implements ProcessSandbox {
  readonly #right: ProcessSandbox;
  readonly #mistake: Mistake;

  constructor(right: ProcessSandbox, mistake: Mistake) {
    this.#right = right;
    this.#mistake = mistake;
  }

  async probe(): Promise<SandboxCapabilities> {
    const probed = await this.#right.probe();
    return this.#mistake.probe?.(probed) ?? probed;
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    const planned = this.#right.plan(this.#mistake.request?.(request) ?? request);
    return this.#mistake.planned?.(planned, request) ?? planned;
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    const started = this.#right.spawn(plan, this.#mistake.options?.(options) ?? options);
    return this.#mistake.started?.(started, options) ?? started;
  }

  close(): Promise<void> {
    return this.#mistake.close?.(this.#right) ?? this.#right.close?.() ?? Promise.resolve();
  }
}

/** Mistakes that a sandbox makes whatever it confines, and the demand that each of them breaks. */
export const mistakes: Readonly<Record<string, readonly [mistake: Mistake, demand: string]>> = {
  'ignores the time limit': [
    { options: ({ timeoutMs: _, ...options }) => options },
    'kills a command when its time is up, and keeps what it printed',
  ],
  'ignores the signal': [{ options: ({ signal: _, ...options }) => options }, 'kills a command when its signal aborts'],
  'ignores `kill`': [
    { started: (started) => wrap(started, { kill: () => undefined }) },
    'kills a command on request, and takes further requests',
  ],
  'loses a `kill` that comes early': [
    { started: (started) => wrap(started, { kill: () => void setTimeout(() => started.kill(), 60_000).unref() }) },
    'kills a command that has hardly begun',
  ],
  'cannot wait for as long as the port says': [
    { options: (options) => (options.timeoutMs === 2_147_483_647 ? { ...options, timeoutMs: 1 } : options) },
    'takes the longest time that there is',
  ],
  'calls a killed command a success': [
    { started: (started) => outcomes(started, (it) => (it.kind === 'aborted' ? { kind: 'exited', exitCode: 0 } : it)) },
    'kills a command when its signal aborts',
  ],
  'calls a command a success whose time was up': [
    { started: (started) => outcomes(started, (it) => (it.kind === 'timed-out' ? success : it)) },
    'kills a command when its time is up, and keeps what it printed',
  ],
  'tells that a command was killed while it still runs': [
    {
      options: ({ signal: _, ...options }) => options,
      started: (started, { signal }) => wrap(started, { outcome: Promise.race([started.outcome, abortionOf(signal)]) }),
    },
    'kills all that a command started, before it tells the outcome',
  ],
  'drops what a command printed when its time was up': [
    buffered((outcome) => outcome.kind === 'exited'),
    'kills a command when its time is up, and keeps what it printed',
  ],
  'keeps output until the end': [buffered(() => true), 'delivers output while the command runs'],
  'loses standard error': [filtered((chunk) => (chunk.stream === 'stderr' ? undefined : chunk)), bothStreams()],
  'swaps the streams': [
    filtered((chunk) => ({ ...chunk, stream: chunk.stream === 'stdout' ? 'stderr' : 'stdout' })),
    bothStreams(),
  ],
  'makes one stream of both': [filtered((chunk) => ({ ...chunk, stream: 'stdout' })), bothStreams()],
  'delivers output after the outcome': [
    {
      options: (options) => ({ ...options, onOutput: (chunk) => void setTimeout(() => options.onOutput(chunk), 20) }),
    },
    bothStreams(),
  ],
  'goes on to deliver after the outcome': [
    {
      started: (started, { onOutput }) => {
        const late = (): void => void onOutput({ stream: 'stdout', bytes: new TextEncoder().encode('late\n') });
        void started.outcome.then(() => setTimeout(late, 5));
        return started;
      },
    },
    'delivers nothing after the outcome',
  ],
  'does not wait for a slow reader': [
    { options: (options) => ({ ...options, onOutput: (chunk) => void options.onOutput(chunk) }) },
    'waits for a caller that holds output back',
  ],
  'cuts output off': [filtered(firstBytes(1_000_000)), 'delivers large output completely'],
  'inherits the environment': [
    { request: (request) => ({ ...request, environment: { INHERITED: '1', ...request.environment } }) },
    'gives the command its environment and no other',
  ],
  'shows the environment in its explanation': [
    {
      planned: (planned, { environment }) =>
        planned.ok ? ok({ ...planned.value, explanation: Object.values(environment) }) : planned,
    },
    'never shows the environment in what people and other processes see',
  ],
  'ignores the directory': [
    { request: (request) => ({ ...request, cwd: '/' as typeof request.cwd }) },
    'runs a command in its directory',
  ],
  'writes while it plans': [
    {
      request: (request) => {
        writeFileSync(join(request.cwd, `planned ${request.argv.length}`), '');
        return request;
      },
    },
    'plans without running or writing anything',
  ],
  'runs one command at a time': [oneAtATime(), 'runs a command while another one runs'],
  'rejects when a command fails': [
    { started: (started) => outcomes(started, (it) => (it.kind === 'exited' && it.exitCode > 0 ? fail(it) : it)) },
    'passes the exit status on',
  ],
  'takes a missing program for status 127': [
    {
      started: (started) =>
        outcomes(started, (it) => (it.kind === 'not-started' ? { kind: 'exited', exitCode: 127 } : it)),
    },
    'says that a missing program was not started, without any output',
  ],
  'rejects when a file cannot be executed': [
    {
      started: (started) =>
        outcomes(started, (it) => (it.kind === 'not-started' && it.message.includes('/dev/null') ? fail(it) : it)),
    },
    'says that a file that cannot be executed was not started',
  ],
  'takes a signal for an exit': [
    {
      started: (started) =>
        outcomes(started, (it) => (it.kind === 'signalled' ? { kind: 'exited', exitCode: it.exitCode } : it)),
    },
    'tells the signal that ended a command',
  ],
  'leaves listeners on the signal': [
    {
      options: (options) => {
        options.signal?.addEventListener('abort', () => undefined);
        return options;
      },
    },
    'forgets the signal of a command that has ended',
  ],
  'does not wait for the end in `close`': [
    {
      close: (right) => {
        void right.close?.();
        return Promise.resolve();
      },
    },
    'kills what runs when it is closed, and starts nothing more',
  ],
  'claims to enforce what it does not': [
    {
      probe: (probed) => (probed.status === 'available' ? { ...probed, fileSystem: 'enforced' } : probed),
    },
    'promises in its probe what it is held to here',
  ],
  'leaves the input open': [
    { options: (options) => ({ ...options, stdin: 'open' }) },
    'ends input at once when it is closed',
  ],
  'cannot do without a terminal that was wished for': [
    { options: (options) => (options.terminal === undefined ? options : fail(options)) },
    'runs a command that wishes for a terminal, with pipes where there are none',
  ],
};

/** Mistakes about what a profile asks for. */
export const weaknesses: Readonly<Record<string, readonly [mistake: Mistake, demand: string]>> = {
  'forgets denials': [
    withEntries((entries) => entries.filter(({ access }) => access !== 'deny')),
    'hides what a rule denies in the workspace, or refuses the rule',
  ],
  'takes denials for read-only': [
    withEntries((entries) => entries.map((it) => (it.access === 'deny' ? { ...it, access: 'read' } : it))),
    'hides what a rule denies in the workspace, or refuses the rule',
  ],
  'forgets what is read-only in the workspace': [
    withEntries((entries) => entries.filter(({ access, path }) => access !== 'read' || path.kind !== 'path')),
    'keeps what a rule makes read-only in the workspace, or refuses the rule',
  ],
  'lets everything be written': [
    withEntries((entries) => [...entries, { path: { kind: 'special', special: { kind: 'root' } }, access: 'write' }]),
    'keeps commands from writing outside of the workspace',
  ],
  'lets nothing be written': [
    withEntries((entries) => entries.map((it) => (it.access === 'write' ? { ...it, access: 'read' } : it))),
    'keeps commands from writing outside of the workspace',
  ],
  'opens the network': [withNetwork('enabled'), 'lets commands reach the network exactly where the profile does'],
  'always closes the network': [
    withNetwork('restricted'),
    'lets commands reach the network exactly where the profile does',
  ],
  'runs what it cannot enforce': [
    {
      request: (request) =>
        request.profile.kind === 'managed'
          ? request
          : { ...request, profile: { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'enabled' } },
    },
    'refuses what it cannot enforce',
  ],
};

const success: CommandOutcome = { kind: 'exited', exitCode: 0 };

function bothStreams(): string {
  return 'delivers both streams before the outcome';
}

function fail(what: unknown): never {
  throw new Error(JSON.stringify(what));
}

function wrap(started: SandboxedProcess, changed: Partial<SandboxedProcess>): SandboxedProcess {
  return {
    outcome: started.outcome,
    write: (bytes) => started.write(bytes),
    end: () => started.end(),
    kill: () => started.kill(),
    ...changed,
  };
}

function outcomes(started: SandboxedProcess, change: (outcome: CommandOutcome) => CommandOutcome): SandboxedProcess {
  return wrap(started, { outcome: started.outcome.then(change) });
}

function abortionOf(signal: AbortSignal | undefined): Promise<CommandOutcome> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ kind: 'aborted' })));
}

function filtered(change: (chunk: OutputChunk) => OutputChunk | undefined): Mistake {
  return {
    options: (options) => ({
      ...options,
      onOutput: (chunk) => {
        const changed = change(chunk);
        return changed === undefined ? undefined : options.onOutput(changed);
      },
    }),
  };
}

function firstBytes(limit: number): (chunk: OutputChunk) => OutputChunk | undefined {
  let count = 0;
  return (chunk) => {
    count += chunk.bytes.length;
    return count > limit ? undefined : chunk;
  };
}

/** Delivers output only when a command has ended, and only after some outcomes. */
function buffered(isDelivered: (outcome: CommandOutcome) => boolean): Mistake {
  const kept = new WeakMap<SpawnOptions['onOutput'], OutputChunk[]>();
  return {
    options: (options) => {
      const chunks: OutputChunk[] = [];
      kept.set(options.onOutput, chunks);
      return { ...options, onOutput: (chunk) => void chunks.push(chunk) };
    },
    started: (started, { onOutput }) =>
      outcomes(started, (outcome) => {
        if (isDelivered(outcome)) for (const chunk of kept.get(onOutput) ?? []) onOutput(chunk);
        return outcome;
      }),
  };
}

/** Tells the outcome of a command, and passes its output on, only when no older one runs. */
function oneAtATime(): Mistake {
  let last: Promise<unknown> = Promise.resolve();
  return {
    started: (started) => {
      const outcome = last.then(() => started.outcome);
      last = outcome;
      return wrap(started, { outcome });
    },
  };
}

function withEntries(change: (entries: readonly FileSystemEntry[]) => readonly FileSystemEntry[]): Mistake {
  return {
    request: (request) => {
      const { profile } = request;
      if (profile.kind !== 'managed' || profile.fileSystem.kind !== 'restricted') return request;
      const fileSystem = { ...profile.fileSystem, entries: change(profile.fileSystem.entries) };
      return { ...request, profile: { ...profile, fileSystem } };
    },
  };
}

function withNetwork(network: 'enabled' | 'restricted'): Mistake {
  return {
    request: (request) =>
      request.profile.kind === 'managed' ? { ...request, profile: { ...request.profile, network } } : request,
  };
}
