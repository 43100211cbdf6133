// What may an agent touch? Decided without an operating system: the rules are pure functions, so this runs anywhere.
import assert from 'node:assert/strict';
import {
  canRead,
  canWrite,
  fileSystemPolicyOf,
  materializeProfile,
  parseAbsolutePath,
  workspaceWriteProfile,
} from 'codex-sdk/domain';

const path = (text) => {
  const parsed = parseAbsolutePath(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
};

const context = { cwd: path('/home/me/shop'), workspaceRoots: [path('/home/me/shop'), path('/home/me/library')] };
const profile = materializeProfile(workspaceWriteProfile({ excludeSlashTmp: true }), context.workspaceRoots);
const policy = fileSystemPolicyOf(profile);

const table = {
  '/home/me/shop/src/cart.ts': { read: true, write: true },
  '/home/me/library/index.ts': { read: true, write: true },
  '/home/me/shop/.git/config': { read: true, write: false },
  '/home/me/shop/.codex/config.toml': { read: true, write: false },
  '/home/me/.ssh/id_ed25519': { read: true, write: false },
  '/tmp/scratch': { read: true, write: false },
};

for (const [name, expected] of Object.entries(table)) {
  const target = path(name);
  const actual = { read: canRead(policy, target, context), write: canWrite(policy, target, context) };
  assert.deepEqual(actual, expected, name);
  console.log(`${actual.read ? 'r' : '-'}${actual.write ? 'w' : '-'}  ${name}`);
}
