import { decodeWriteStdin } from '../../domain/tools/write-stdin.js';
import type { RunningCommand } from '../commands/running-command.js';
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
    const input = inputFor(running, look.chars);
    if (input === 'refused') {
      const remedy = 'start the command with `tty` set to true to be able to type';
      return { kind: 'answer', output: `write_stdin failed: the command has no open stdin; ${remedy}` };
    }
    return {
      kind: 'run',
      mode: 'parallel',
      permissions: 'sandboxed',
      run: (_permissions, signal) => {
        if (input === 'interrupt') running.kill();
        else if (look.chars !== '') running.write(look.chars);
        return reportCommand(running, look, { scope, signal });
      },
    };
  },
};

/** What becomes of characters. Without a terminal nothing reads them, but Ctrl-C still has a meaning. */
function inputFor({ stdin, outcome }: RunningCommand, chars: string): 'typed' | 'interrupt' | 'refused' {
  if (stdin === 'open' || chars === '' || outcome !== undefined) return 'typed';
  return chars === '\u0003' ? 'interrupt' : 'refused';
}
