import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ProxyPassage } from '../../../../src/adapters/bubblewrap/launch/proxy-passage.js';

const session = { serve: () => undefined, close: () => undefined };

describe('the way from a command to its proxy', () => {
  it('outlives a connection that could not be accepted, as when this process has too many', async () => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const passage = new ProxyPassage(child, session);
    const server = createServer();
    child.emit('message', 'http', server);
    expect(server.emit('error', new Error('accept EMFILE'))).toBe(true);
    child.emit('message', 'socks5', createServer());
    await once(child, 'exit');
    expect(passage.state).toBe('open');
  });

  it('is open only when both of its ends have come', async () => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const passage = new ProxyPassage(child, session);
    const states = [passage.state];
    for (const name of ['http', 'http', 'other', { http: 1 }]) child.emit('message', name, createServer());
    states.push(passage.state);
    child.emit('message', 'missing');
    states.push(passage.state);
    await passage.closed;
    expect(states).toEqual(['failed', 'failed', 'program-missing']);
  });
});
