/**
 * One sandboxed command, from the request to its outcome, against bubblewrap started by hand with the identical argument list. Both run
 * in turns within one loop, so that what else the machine does hits both; the figure that counts is the median of the pairwise ratios.
 * Before anything is measured, every profile proves that it is in force. `npm run bench sandbox`.
 */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { BubblewrapPlan } from '../src/adapters/bubblewrap/bubblewrap-plan.js';
import { BubblewrapSandbox } from '../src/adapters/bubblewrap/bubblewrap-sandbox.js';
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

/** The same program, arguments, descriptors and end of output, and nothing else. */
function raw(wish: SandboxRequest): () => Promise<void> {
  const planned = sandbox.plan(wish);
  if (!planned.ok) throw new Error(planned.error.message);
  const [program, ...args] = planned.value.argv;
  const variables = Object.entries(planned.value.environment).flatMap(([name, value]) => ['--setenv', name, value]);
  const bytes = Buffer.from(variables.map((text) => `${text}\0`).join(''));
  const purpose = (planned.value as BubblewrapPlan).filter;
  const filter = purpose === undefined ? undefined : compileFilter(filterRules(purpose), 'x64');
  return () =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { env: {}, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'] });
      const [, stdout, stderr, settings, status, filterEnd] = child.stdio as readonly (Duplex | null)[];
      for (const stream of [stdout, stderr, status]) stream?.on('error', reject).resume();
      settings?.on('error', reject).end(bytes);
      filterEnd?.on('error', reject).end(filter);
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`bwrap ended with ${code}`))));
    });
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

async function measure(name: string, profile: PermissionProfile): Promise<void> {
  const wish = await request(profile, command);
  const planned = sandbox.plan(wish);
  const byHand = raw(wish);
  const samples: Record<'raw' | 'planned' | 'gathered' | 'plan', Sample[]> = {
    raw: [],
    planned: [],
    gathered: [],
    plan: [],
  };
  for (let round = 0; round < rounds + 10; round += 1) {
    const seen = {
      raw: await time(byHand),
      planned: await time(() => run(wish)),
      gathered: await time(async () => run(await request(profile, command))),
      plan: await time(async () => sandbox.plan(wish)),
    };
    if (round >= 10) for (const key of Object.keys(seen) as (keyof typeof seen)[]) samples[key].push(seen[key]);
  }
  const ratio = (key: 'planned' | 'gathered'): string =>
    median(samples[key].map(({ ms }, index) => ms / (samples.raw[index]?.ms ?? Number.NaN))).toFixed(3);
  const ms = (key: keyof typeof samples): string => median(samples[key].map((it) => it.ms)).toFixed(2);
  const cpu = (key: keyof typeof samples): string => median(samples[key].map((it) => it.cpuMs)).toFixed(2);
  process.stdout.write(
    `${name.padEnd(18)} raw ${ms('raw')} ms   plan + run ${ms('planned')} ms (${ratio('planned')}x)   ` +
      `facts + plan + run ${ms('gathered')} ms (${ratio('gathered')}x)   plan alone ${ms('plan')} ms   ` +
      `CPU of this process ${cpu('raw')} / ${cpu('planned')} / ${cpu('gathered')} ms   ` +
      `${planned.ok ? planned.value.argv.length : 0} arguments\n`,
  );
}

async function concurrent(count: number, profile: PermissionProfile): Promise<void> {
  const wish = await request(profile, command);
  const byHand = raw(wish);
  const ratios: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const base = await time(() => Promise.all(Array.from({ length: count }, byHand)));
    const ours = await time(() => Promise.all(Array.from({ length: count }, () => run(wish))));
    ratios.push(ours.ms / base.ms);
  }
  process.stdout.write(`${count} at once: ${median(ratios).toFixed(3)}x raw\n`);
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
