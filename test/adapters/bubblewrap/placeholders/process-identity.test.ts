import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAlone } from '../../../../src/adapters/bubblewrap/placeholders/process-identity.js';
import { describeOnLinux } from '../support/on-linux.js';

describeOnLinux('the first process of a sandbox', () => {
  it.each([
    ['has a child', 'sleep 60 & echo; wait', false],
    ['has a grandchild whose parent lives', '(sleep 60; true) & echo; wait', false],
    ['has nobody', 'echo; read line', true],
  ])('that %s is told apart from one that is alone', async (_what, script, alone) => {
    const shell = spawn('bash', ['-c', script], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
    await once(shell.stdout, 'data');
    const before = isAlone(shell.pid ?? 0);
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
    await once(shell, 'exit');
    expect([before, isAlone(shell.pid ?? 0)]).toEqual([alone, true]);
  });
});
