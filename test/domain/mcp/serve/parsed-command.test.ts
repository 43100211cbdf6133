import { expect, it } from 'vitest';
import { describeCommand } from '../../../../src/domain/commands/describe-command.js';
import { parsedCommand } from '../../../../src/domain/mcp/serve/parsed-command.js';

// As release 0.131 of the public Codex answers to the same scripts.
it.each([
  ['cat src/a.txt', [{ type: 'read', cmd: 'cat src/a.txt', name: 'a.txt', path: 'src/a.txt' }]],
  ['cd src && cat a.txt', [{ type: 'read', cmd: 'cat a.txt', name: 'a.txt', path: 'src/a.txt' }]],
  ['cat src/a.txt | head -5', [{ type: 'read', cmd: 'cat src/a.txt', name: 'a.txt', path: 'src/a.txt' }]],
  ['ls', [{ type: 'list_files', cmd: 'ls', path: null }]],
  ['rg --files src', [{ type: 'list_files', cmd: 'rg --files src', path: 'src' }]],
  ['rg foo', [{ type: 'search', cmd: 'rg foo', query: 'foo', path: null }]],
  ['grep -rn "a b" src', [{ type: 'search', cmd: "grep -rn 'a b' src", query: 'a b', path: 'src' }]],
  ['find . -name "*.txt"', [{ type: 'search', cmd: "find . -name '*.txt'", query: '*.txt', path: '.' }]],
  ['cat src/a.txt && touch x', [{ type: 'unknown', cmd: 'cat src/a.txt && touch x' }]],
])('a client reads of `%s` what it does', (script, expected) => {
  expect(parsedCommand(describeCommand(['/bin/bash', '-lc', script]))).toEqual(expected);
});
