import { expect, it } from 'vitest';
import {
  describeCallFailure,
  describeMissingServers,
  describeProtocolError,
  describeRejectedTools,
  describeServerProblem,
  describeTimeout,
} from '../../../src/domain/mcp/describe-failure.js';

it.each([
  [
    describeCallFailure('mini', 'rpcerr', describeProtocolError(-32000, 'rpc exploded')),
    'tool call error: tool call failed for `mini/rpcerr`\n\nCaused by:\n    Mcp error: -32000: rpc exploded',
  ],
  [
    describeCallFailure('mini', 'slow', describeTimeout('tools/call', 2_000)),
    'tool call error: tool call failed for `mini/slow`\n\nCaused by:\n    timed out awaiting tools/call after 2s',
  ],
  [describeTimeout('tools/list', 500), 'timed out awaiting tools/list after 500ms'],
  [describeTimeout('initialize', 1_500), 'timed out awaiting initialize after 1.5s'],
  [
    describeServerProblem('a\u001b[31m', 'line one\nline two\u0007'),
    'MCP server `a` is not available: line one line two',
  ],
  [describeRejectedTools('mini', 1), 'MCP server `mini` describes one tool in a way that cannot be used; not offered'],
  [describeRejectedTools('mini', 3), 'MCP server `mini` describes 3 tools in a way that cannot be used; not offered'],
  [
    describeMissingServers([
      { server: 'bad', reason: 'no such file' },
      { server: 'worse', reason: 'x'.repeat(1_000) },
    ]),
    `required MCP servers failed to initialize: bad: no such file; worse: ${'x'.repeat(399)}…`,
  ],
])('says %j', (actual, expected) => {
  expect(actual).toBe(expected);
});
