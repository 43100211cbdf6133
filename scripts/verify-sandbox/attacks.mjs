// @ts-check
import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { Skipped } from './bench.mjs';

const isMac = platform() === 'darwin';
const secret = 'known to nobody';

/** Commands that try to reach what they must not, by what has to hold. @type {Record<string, import('./bench.mjs').Check>} */
export const attacks = {
  'a file is made in the workspace, and none beside it': async (trial) => {
    await trial.run('echo a > made; echo a > ../outside/made');
    assert.deepEqual(
      [existsSync(join(trial.workspace, 'made')), existsSync(join(trial.outside, 'made'))],
      [true, false],
    );
  },
  'nothing is written through a symbolic link': async (trial) => {
    writeFileSync(join(trial.outside, 'file'), 'old');
    await trial.run(
      'ln -s ../outside/file link; echo new > link; ln -s ../outside/other dangling; echo new > dangling',
    );
    assert.deepEqual([read(trial.outside, 'file'), existsSync(join(trial.outside, 'other'))], ['old', false]);
  },
  'no hard link leads outside': async (trial) => {
    writeFileSync(join(trial.outside, 'file'), 'old');
    await trial.run('ln ../outside/file link; echo new > link');
    assert.equal(read(trial.outside, 'file'), 'old');
  },
  'a hard link that exists is written through': async (trial) => {
    writeFileSync(join(trial.outside, 'file'), 'old');
    linkSync(join(trial.outside, 'file'), join(trial.workspace, 'link'));
    await trial.run('printf new > link');
    assert.equal(read(trial.outside, 'file'), 'new');
  },
  'metadata stays as it is, however it is spelled': async (trial) => {
    trial.plant({ '.git/config': 'old' });
    await trial.run(
      'echo new > .git/config; echo new > .GIT/config; mv .git moved; mkdir .codex; echo new > .codex/config.toml; rm -rf .git',
    );
    const made = existsSync(join(trial.workspace, '.codex/config.toml'));
    assert.deepEqual([read(trial.workspace, '.git/config'), made], ['old', false]);
  },
  'metadata that does not exist is not made in another spelling': async (trial) => {
    if (!isInsensitive(trial.workspace)) throw new Skipped('the file system tells upper from lower case');
    await trial.run('mkdir .CODEX; echo new > .CODEX/config.toml');
    assert.equal(existsSync(join(trial.workspace, '.codex/config.toml')), false);
  },
  'what is hidden is neither read, nor copied, moved, linked or cloned': async (trial) => {
    trial.plant({ 'kept/key': secret, 'deep/inner/key': secret, other: '' });
    const { stdout, stderr } = await trial.run(
      'cat kept/key; cat KEPT/KEY; cp kept/key a; cp -c kept/key b; ln kept/key c; mv kept d; mv deep e; ' +
        'cat a b c d/key e/inner/key; cat < kept/key; head -c 20 kept/key/..namedfork/data',
      { rules: { 'kept/key': 'deny', 'deep/inner': 'deny' } },
    );
    assert.equal(`${stdout}${stderr}`.includes(secret), false);
    assert.equal(read(trial.workspace, 'kept/key'), secret);
  },
  'a pattern hides its matches, in every spelling where the file system knows one only': async (trial) => {
    trial.plant({ 'a/x.pem': secret, 'a/é.pem': secret, 'b/.env': secret, [isMac ? 'b/Y.PEM' : 'b/y.pem']: secret });
    const { stdout } = await trial.run('mv a c; cat a/* c/* b/* b/.env b/y.pem', { patterns: ['**/*.pem', '**/.e?v'] });
    assert.equal(stdout.includes(secret), false);
  },
  'a read-only place keeps its content and its name': async (trial) => {
    trial.plant({ 'way/frozen/file': 'old' });
    await trial.run(
      'echo new > way/frozen/file; rm -rf way/frozen; mv way gone; mkdir -p missing/x; echo new > missing/x/file',
      {
        rules: { 'way/frozen': 'read', 'missing/x': 'read' },
      },
    );
    const made = existsSync(join(trial.workspace, 'missing/x/file'));
    assert.deepEqual([read(trial.workspace, 'way/frozen/file'), made], ['old', false]);
  },
  'a repository inside the workspace keeps its hooks and configuration': async (trial) => {
    trial.plant({
      'sub/.git/HEAD': 'ref: refs/heads/main\n',
      'sub/.git/config': 'old',
      'sub/.git/hooks/pre-commit': 'old',
    });
    await trial.run('echo new > sub/.git/config; echo new > sub/.git/hooks/pre-commit; echo new > sub/.git/commondir');
    const contents = ['config', 'hooks/pre-commit'].map((name) => read(trial.workspace, `sub/.git/${name}`));
    assert.deepEqual([...contents, existsSync(join(trial.workspace, 'sub/.git/commondir'))], ['old', 'old', false]);
  },
  'the network is closed, this machine and its sockets included': async (trial) => {
    const server = createServer((socket) => socket.end('reached'));
    const path = join(trial.workspace, 'socket');
    const daemon = createServer((socket) => socket.end('reached')).listen(path);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const dial = `console.log('tried'); for (const to of [${port}, ${JSON.stringify(path)}]) require('net').connect(to).on('data', (it) => console.log(String(it))).on('error', () => {})`;
    // What the servers hold open must not outlive a check that fails.
    server.unref();
    daemon.unref();
    const { stdout } = await trial.run(`"${process.execPath}" -e ${quote(dial)}`);
    server.close();
    daemon.close();
    assert.equal(stdout, 'tried\n');
  },
  'the devices of the machine are closed, but for harmless ones': async (trial) => {
    const { stdout } = await trial.run(
      'echo x > /dev/null && head -c 4 /dev/urandom | wc -c; for i in 0 1 2 3 4 5 6 7 8 9; do : < /dev/ttys00$i && echo terminal; done 2> /dev/null',
    );
    assert.equal(stdout.trim(), '4');
  },
  'what ends is told as it ended, and leaves nothing running': async (trial) => {
    const codes = [(await trial.run('exit 7')).exitCode, (await trial.run('kill -9 $$')).exitCode];
    await trial.run('(sleep 2; echo late > late) & exit 0');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    assert.deepEqual([...codes, existsSync(join(trial.workspace, 'late'))], [7, 137, false]);
  },
  'where only some directories can be read, nothing else can': async (trial) => {
    writeFileSync(join(trial.outside, 'file'), secret);
    mkdirSync(join(trial.workspace, 'sub'));
    const { exitCode, stdout } = await trial.run(
      'cat ../outside/file; ls .. ; cd sub && pwd && ls -la / > list && test -s list',
      {
        read: 'minimal',
      },
    );
    assert.deepEqual([exitCode, stdout.includes(secret), stdout.includes('outside')], [0, false, false]);
  },
  'denials are told': async (trial) => {
    if (!isMac) throw new Skipped('only macOS tells them');
    const { denials } = await trial.run('echo x > ../outside/file');
    assert.ok(
      denials.some(({ operation }) => operation.startsWith('file-write')),
      JSON.stringify(denials),
    );
  },
};

/**
 * @param {string} directory
 * @param {string} name
 */
function read(directory, name) {
  return readFileSync(join(directory, name), 'utf8');
}

/** @param {string} directory */
function isInsensitive(directory) {
  return existsSync(directory.toUpperCase()) && existsSync(directory.toLowerCase());
}

/** @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
