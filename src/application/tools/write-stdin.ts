import { decodeWriteStdin } from '../../domain/tools/write-stdin.js';
import { reportCommand } from './report-command.js';
import type { Tool } from './tool.js';

/** Talks to a command that goes on in the background. */
export const writeStdin: Tool = {
  prepare(call, scope) {
    if (call.kind !== 'function-call') return { kind: 'answer', output: 'aborted' };
    const decoded = decodeWriteStdin(call.arguments, scope.tools);
    if (!decoded.ok) return { kind: 'answer', output: decoded.error };
    const look = decoded.value;
    const running = scope.sessions.find(look.sessionId);
    if (running === undefined) {
      return { kind: 'answer', output: `write_stdin failed: Unknown process id ${look.sessionId}` };
    }
    return {
      kind: 'run',
      mode: 'parallel',
      permissions: 'sandboxed',
      run: (_permissions, signal) => {
        if (look.chars !== '') running.write(look.chars);
        return reportCommand(running, look, { scope, signal });
      },
    };
  },
};
