import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../domain/permissions/file-system-policy.js';
import type { PermissionProfile } from '../domain/permissions/permission-profile.js';
import { assert, assertEqual } from './assert.js';
import { readFileCommand, writeFileCommand, writeThroughLinkCommand } from './process-sandbox-commands.js';
import {
  type DecodedCommand,
  decoded,
  type ProcessSandboxSubject,
  requestUnder,
  runText,
  type SandboxContract,
} from './process-sandbox-subject.js';
import { runCommand } from './run-sandboxed.js';

/** What holds of files where the rules about them are enforced. */
export const confiningFiles: Readonly<Record<string, SandboxContract>> = {
  'keeps commands from writing outside of the workspace': async (subject) => {
    const { inside, outside } = placesOf(subject);
    await put(subject, inside, 'kept');
    const { outcome } = await runText(subject, writeFileCommand(outside, 'escaped'));
    assert(outcome.kind === 'exited' && outcome.exitCode !== 0, 'the write outside should have failed');
    await assertUntouched(subject, outside);
  },
  'keeps commands from writing outside of the workspace through a link in it': async (subject) => {
    const { inside, outside } = placesOf(subject);
    await runText(subject, writeThroughLinkCommand(inside, outside, 'escaped'));
    await assertUntouched(subject, outside);
  },
  'hides what a rule denies in the workspace, or refuses the rule': async (subject) => {
    const path = `${placesOf(subject).inside}-denied`;
    await put(subject, path, 'secret');
    const profile = await withRule(subject, { path: { kind: 'path', path: path as AbsolutePath }, access: 'deny' });
    const read = await runUnder(subject, readFileCommand(path), profile);
    assert(read?.stdout.includes('secret') !== true, 'what the rule denies was read');
    await runUnder(subject, writeFileCommand(path, 'overwritten'), profile);
    assertEqual((await runText(subject, readFileCommand(path))).stdout, 'secret', 'what the rule denies');
  },
  'keeps what a rule makes read-only in the workspace, or refuses the rule': async (subject) => {
    const path = `${placesOf(subject).inside}-read-only`;
    await put(subject, path, 'kept');
    const profile = await withRule(subject, { path: { kind: 'path', path: path as AbsolutePath }, access: 'read' });
    const read = await runUnder(subject, readFileCommand(path), profile);
    if (read !== undefined) assertEqual(read.stdout, 'kept', 'what the rule lets be read');
    await runUnder(subject, writeFileCommand(path, 'overwritten'), profile);
    assertEqual((await runText(subject, readFileCommand(path))).stdout, 'kept', 'what the rule makes read-only');
  },
};

/** What holds of the network where it can be closed. */
export const confiningNetwork: Readonly<Record<string, SandboxContract>> = {
  'lets commands reach the network exactly where the profile does': async (subject) => {
    const { connect } = subject;
    assert(connect !== undefined, 'a sandbox that confines the network needs `connect`');
    const base = await managedProfile(subject);
    const open = await runUnder(subject, connect, { ...base, network: 'enabled' });
    assertEqual(open?.outcome, { kind: 'exited', exitCode: 0 }, `\`connect\` with a network (${open?.stderr.trim()})`);
    const closed = await runUnder(subject, connect, { ...base, network: 'restricted' });
    assert(closed !== undefined, 'a profile without network should not have been refused');
    assert(
      closed.outcome.kind === 'exited' && closed.outcome.exitCode !== 0,
      'the server was reached without a network',
    );
  },
};

type ManagedProfile = Extract<PermissionProfile, { readonly kind: 'managed' }>;

function placesOf({ files }: ProcessSandboxSubject): NonNullable<ProcessSandboxSubject['files']> {
  assert(files !== undefined, 'a sandbox that enforces needs `files`');
  return files;
}

/** Writes a file in the workspace, which has to be possible. */
async function put(subject: ProcessSandboxSubject, path: string, text: string): Promise<void> {
  const { outcome, stderr } = await runText(subject, writeFileCommand(path, text));
  assertEqual(outcome, { kind: 'exited', exitCode: 0 }, `the write inside (${stderr.trim()})`);
  assertEqual((await runText(subject, readFileCommand(path))).stdout, text, 'the file inside');
}

async function assertUntouched(subject: ProcessSandboxSubject, outside: string): Promise<void> {
  const { stdout } = await runText(subject, readFileCommand(outside));
  assert(!stdout.includes('escaped'), 'the write outside arrived');
}

async function managedProfile(subject: ProcessSandboxSubject): Promise<ManagedProfile> {
  const { profile } = await subject.request(['true']);
  assert(
    profile.kind === 'managed',
    `the profile of \`request\` is \`${profile.kind}\`; expected one that is \`managed\``,
  );
  return profile;
}

async function withRule(subject: ProcessSandboxSubject, rule: FileSystemEntry): Promise<ManagedProfile> {
  const profile = await managedProfile(subject);
  const { fileSystem } = profile;
  assert(fileSystem.kind === 'restricted', 'the profile of `request` should have rules about files');
  return { ...profile, fileSystem: { ...fileSystem, entries: [...fileSystem.entries, rule] } };
}

/** Nothing when the sandbox says that it cannot enforce the profile. */
async function runUnder(
  subject: ProcessSandboxSubject,
  argv: readonly [string, ...string[]],
  profile: PermissionProfile,
): Promise<DecodedCommand | undefined> {
  const wish = await requestUnder(subject, argv, profile);
  const planned = subject.sandbox.plan(wish);
  if (!planned.ok && planned.error.code === 'unsupported-policy') return undefined;
  return decoded(await runCommand(subject.sandbox, wish));
}
