/**
 * One sandboxed command, from the request to its outcome, against bubblewrap started by hand with the identical argument list. Both run
 * in turns within one loop, so that what else the machine does hits both; the figure that counts is the median of the pairwise ratios.
 * Every round starts with another one, because each pays for what the kernel still clears away of the one before. Bubblewrap by hand
 * makes its mount points itself and leaves them behind; removing them belongs to the job, or else the next command would not need its own.
 * Before anything is measured, every profile proves that it is in force. `npm run bench sandbox`.
 */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { BubblewrapSandbox } from '../src/adapters/bubblewrap/bubblewrap-sandbox.js';
import type { BubblewrapPlan } from '../src/adapters/bubblewrap/plan/bubblewrap-plan.js';
import { compileFilter } from '../src/adapters/bubblewrap/seccomp/compile-filter.js';
import { filterRules } from '../src/adapters/bubblewrap/seccomp/filter-rules.js';
import { NodeFileSystem } from '../src/adapters/node/node-file-system.js';
import { gatherPathFacts } from '../src/application/permissions/gather-path-facts.js';
import type { AbsolutePath } from '../src/domain/paths/absolute-path.js';
import { readOnlyProfile, workspaceWriteProfile } from '../src/domain/permissions/built-in-profiles.js';
import { materializeProfile } from '../src/domain/permissions/materialize.js';
import type { PermissionProfile } from '../src/domain/permissions/permission-profile.js';
import type { CommandOutcome, SandboxRequest } from '../src/ports/process-sandbox.js';

const rounds = Number(process.env.BENCH_ROUNDS ?? 150);
const concurrentRounds = Math.ceil(rounds / 10);
const home = mkdtempSync('/var/tmp/codex-sdk-bench-') as AbsolutePath;
const workspace = join(home, 'workspace') as AbsolutePath;
const outside = join(home, 'outside');
mkdirSync(join(workspace, '.git'), { recursive: true });
mkdirSync(outside);
writeFileSync(join(workspace, '.git/config'), '');

const context = { cwd: workspace, workspaceRoots: [workspace], slashTmp: '/tmp' as AbsolutePath };
const files = new NodeFileSystem();
const sandbox = new BubblewrapSandbox({ stateDirectory: join(home, 'state') as AbsolutePath });
const command = ['bash', '-c', 'true'] as const;
const environment = { ...process.env, CI: 'true' } as Record<string, string>;

async function request(profile: PermissionProfile, argv: readonly [string, ...string[]]): Promise<SandboxRequest> {
  const facts = await gatherPathFacts(files, profile, context);
  return { argv, cwd: workspace, environment, profile, context, facts };
}

async function run(wish: SandboxRequest): Promise<CommandOutcome> {
  const planned = sandbox.plan(wish);
  if (!planned.ok) throw new Error(planned.error.message);
  return sandbox.spawn(planned.value, { stdin: 'closed', onOutput: () => undefined }).outcome;
}

interface ByHand {
  start(): Promise<void>;
  /** Removes the mount points that bubblewrap made. */
  clear(): void;
}

/** The same program, arguments, descriptors, end of output and state of the disk, and nothing else. */
function raw(wish: SandboxRequest): ByHand {
  const planned = sandbox.plan(wish);
  if (!planned.ok) throw new Error(planned.error.message);
  const [program, ...args] = planned.value.argv;
  const variables = Object.entries(planned.value.environment).flatMap(([name, value]) => ['--setenv', name, value]);
  const bytes = Buffer.from(variables.map((text) => `${text}\0`).join(''));
  const { filter: purpose, placeholders } = planned.value as BubblewrapPlan;
  const filter = purpose === undefined ? undefined : compileFilter(filterRules(purpose), 'x64');
  const clear = (): void => {
    for (const { path, type } of placeholders) type === 'directory' ? rmdirSync(path) : unlinkSync(path);
  };
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { env: {}, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'] });
      const [, stdout, stderr, settings, status, filterEnd] = child.stdio as readonly (Duplex | null)[];
      for (const stream of [stdout, stderr, status]) stream?.on('error', reject).resume();
      settings?.on('error', reject).end(bytes);
      filterEnd?.on('error', reject).end(filter);
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`bwrap ended with ${code}`))));
    });
  return { start, clear };
}

async function prove(profile: PermissionProfile, writable: boolean): Promise<void> {
  const script = `echo x > '${workspace}/inside'; echo x > '${outside}/file'; true`;
  await run(await request(profile, ['bash', '-c', script]));
  if (existsSync(join(workspace, 'inside')) !== writable) throw new Error('the workspace is not as the profile says');
  if (existsSync(join(outside, 'file'))) throw new Error('the sandbox is not in force');
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface Sample {
  readonly ms: number;
  /** What this process alone spent, which the load of the machine changes little. */
  readonly cpuMs: number;
}

async function time(action: () => Promise<unknown>): Promise<Sample> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await action();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - start, cpuMs: (user + system) / 1_000 };
}

const ways = ['raw', 'planned', 'gathered', 'plan'] as const;
type Way = (typeof ways)[number];

async function measure(name: string, profile: PermissionProfile): Promise<void> {
  const wish = await request(profile, command);
  const planned = sandbox.plan(wish);
  const byHand = raw(wish);
  const actions: Record<Way, () => Promise<unknown>> = {
    raw: () => byHand.start().then(byHand.clear),
    planned: () => run(wish),
    gathered: async () => run(await request(profile, command)),
    plan: async () => sandbox.plan(wish),
  };
  const samples: Record<Way, Sample[]> = { raw: [], planned: [], gathered: [], plan: [] };
  for (let round = -10; round < rounds; round += 1) {
    for (let index = 0; index < ways.length; index += 1) {
      const way = ways[(index + round + 12) % ways.length] ?? 'raw';
      const sample = await time(actions[way]);
      if (round >= 0) samples[way].push(sample);
    }
  }
  report(name, samples, planned.ok ? planned.value.argv.length : 0);
}

function report(name: string, samples: Readonly<Record<Way, readonly Sample[]>>, length: number): void {
  const ratio = (way: Way): string =>
    median(samples[way].map(({ ms }, index) => ms / (samples.raw[index]?.ms ?? Number.NaN))).toFixed(3);
  const ms = (way: Way): string => median(samples[way].map((it) => it.ms)).toFixed(2);
  const cpu = (way: Way): string => median(samples[way].map((it) => it.cpuMs)).toFixed(2);
  process.stdout.write(
    `${name.padEnd(18)} raw ${ms('raw')} ms   plan + run ${ms('planned')} ms (${ratio('planned')}x)   ` +
      `facts + plan + run ${ms('gathered')} ms (${ratio('gathered')}x)   plan alone ${ms('plan')} ms   ` +
      `CPU of this process ${cpu('raw')} / ${cpu('planned')} / ${cpu('gathered')} ms   ${length} arguments\n`,
  );
}

/** Many commands in one workspace at the same time, facts and plan included. */
async function concurrent(count: number, profile: PermissionProfile): Promise<void> {
  const byHand = raw(await request(profile, command));
  const all = (action: () => Promise<unknown>): Promise<unknown> => Promise.all(Array.from({ length: count }, action));
  const [base, ours]: [Sample[], Sample[]] = [[], []];
  for (let round = 0; round < concurrentRounds; round += 1) {
    const ourTurn = async (): Promise<void> => {
      ours.push(await time(() => all(async () => run(await request(profile, command)))));
    };
    if (round % 2 === 0) await ourTurn();
    base.push(await time(() => all(byHand.start).then(byHand.clear)));
    if (round % 2 === 1) await ourTurn();
  }
  const ratio = median(ours.map(({ ms }, index) => ms / (base[index]?.ms ?? Number.NaN)));
  const cpu = [base, ours].map((samples) => (median(samples.map(({ cpuMs }) => cpuMs)) / count).toFixed(2));
  process.stdout.write(`${count} at once: ${ratio.toFixed(3)}x raw   CPU of this process ${cpu.join(' / ')} ms each\n`);
}

try {
  const readOnly = readOnlyProfile();
  const writing = materializeProfile(workspaceWriteProfile(), [workspace]);
  await prove(readOnly, false);
  await prove(writing, true);
  await measure('read-only', readOnly);
  await measure('workspace-write', writing);
  await concurrent(50, writing);
} finally {
  await sandbox.close();
  rmSync(home, { recursive: true, force: true });
}
