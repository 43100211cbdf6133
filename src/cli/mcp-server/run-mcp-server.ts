import { Readable, Writable } from 'node:stream';
import { serveMcp } from '../../index.js';
import type { Host } from '../host.js';
import { type AgentFactory, complain, openCodex, reasonOf } from '../open-codex.js';
import { type ConfigFlags, configChoice } from '../shared-flags.js';

/** Serves the agent until its client is gone, or the process is asked to stop. */
export async function runMcpServer(flags: ConfigFlags, host: Host, create?: AgentFactory): Promise<0 | 1> {
  try {
    const codex = await openCodex(host, { originator: 'codex_mcp_server', ...configChoice(flags) }, create);
    try {
      const served = await serveMcp(codex, { input: inputOf(host), output: outputOf(host) });
      host.stop.addEventListener('abort', () => void served.close(), { once: true });
      await served.closed;
      return 0;
    } finally {
      host.stdin.close();
      await codex.close();
    }
  } catch (error) {
    return complain(host, reasonOf(error));
  }
}

function inputOf({ stdin }: Host): Readable {
  return Readable.from(stdin.stream(), { objectMode: false });
}

// Messages alone go to the standard output; whatever is to be said to people goes to the standard error output.
function outputOf({ stdout }: Host): Writable {
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      stdout.write(chunk);
      done();
    },
  });
}
