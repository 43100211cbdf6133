import { describe, expect, it } from 'vitest';
import { hintFor } from '../../src/cli/hint-for.js';

describe('hintFor', () => {
  it.each<[string, readonly string[], string | undefined]>([
    ['commander.help', [], 'There is no interactive front end. Run one turn: codex-sdk exec "<prompt>"'],
    ['commander.help', ['mcp'], undefined],
    ['commander.unknownOption', [], undefined],
    ['commander.unknownCommand', ['mend the test'], 'Run a prompt with: codex-sdk exec "<prompt>"'],
    [
      'commander.unknownCommand',
      ['resume', '--last'],
      'Sessions are resumed without interaction: codex-sdk exec resume --last "<prompt>"',
    ],
    ['commander.unknownCommand', ['login'], 'There is no login: set CODEX_API_KEY or OPENAI_API_KEY.'],
    ['commander.unknownCommand', ['exce'], undefined],
    ['commander.unknownCommand', ['constructor'], undefined],
  ])('says to %s of %j: %s', (code, operands, hint) => {
    expect(hintFor(code, operands)).toBe(hint);
  });
});
