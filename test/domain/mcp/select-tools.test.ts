import { describe, expect, it } from 'vitest';
import type { McpApprovalMode } from '../../../src/domain/config/mcp-servers.js';
import type { McpTool, McpToolAnnotations } from '../../../src/domain/mcp/mcp-tool.js';
import { approvalOf, isEnabled, selectTools } from '../../../src/domain/mcp/select-tools.js';

const inputSchema = { type: 'object', properties: {} };
const tool = (name: string, annotations: McpToolAnnotations = {}): McpTool => ({
  name,
  description: `Does ${name}.`,
  inputSchema,
  annotations,
});
const everything = { disabledTools: [], defaultApprovalMode: 'auto', toolApprovalModes: new Map() } as const;

describe('selectTools', () => {
  it('offers what the filters let through, sorted, under names that the model can use', () => {
    const selected = selectTools(
      { ...everything, disabledTools: ['secret'], toolApprovalModes: new Map([['a b', 'approve']]) },
      { instructions: 'Use me.', tools: [tool('zeta'), tool('secret'), tool('a.b', { readOnly: true }), tool('a b')] },
      'mcp__mini',
    );
    expect(selected).toEqual({
      definition: {
        kind: 'namespace',
        name: 'mcp__mini',
        description: 'Use me.',
        tools: [
          { kind: 'function', name: 'a_b', description: 'Does a b.', parameters: inputSchema, strict: false },
          { kind: 'function', name: 'a_b_2', description: 'Does a.b.', parameters: inputSchema, strict: false },
          { kind: 'function', name: 'zeta', description: 'Does zeta.', parameters: inputSchema, strict: false },
        ],
      },
      tools: new Map([
        ['a_b', tool('a b')],
        ['a_b_2', tool('a.b', { readOnly: true })],
        ['zeta', tool('zeta')],
      ]),
      approvals: new Map([
        ['a_b', 'not-needed'],
        ['a_b_2', 'not-needed'],
        ['zeta', 'by-policy'],
      ]),
    });
  });

  it('offers no namespace without a function', () => {
    expect(selectTools({ ...everything, enabledTools: [] }, { instructions: '', tools: [tool('a')] }, 'mcp__x')).toBe(
      undefined,
    );
  });
});

describe('isEnabled', () => {
  it.each([
    [undefined, [], true],
    [undefined, ['t'], false],
    [['t'], [], true],
    [['t'], ['t'], false],
    [['other'], [], false],
    [[], [], false],
  ])('with enabled %j and disabled %j: %s', (enabledTools, disabledTools, expected) => {
    const filters = { ...everything, disabledTools, ...(enabledTools === undefined ? {} : { enabledTools }) };
    expect(isEnabled(filters, 't')).toBe(expected);
  });
});

describe('approvalOf', () => {
  it.each<[McpApprovalMode, McpToolAnnotations, string]>([
    ['auto', {}, 'by-policy'],
    ['auto', { readOnly: true }, 'not-needed'],
    ['auto', { readOnly: true, openWorld: true }, 'not-needed'],
    ['auto', { readOnly: true, destructive: true }, 'by-policy'],
    ['auto', { readOnly: false }, 'by-policy'],
    ['auto', { destructive: false }, 'by-policy'],
    ['auto', { openWorld: false }, 'by-policy'],
    ['auto', { destructive: false, openWorld: false }, 'not-needed'],
    ['auto', { destructive: false, openWorld: true }, 'by-policy'],
    ['prompt', { readOnly: true }, 'always'],
    ['approve', { destructive: true }, 'not-needed'],
  ])('in mode %s with %j: %s', (mode, annotations, expected) => {
    const byDefault = { defaultApprovalMode: mode, toolApprovalModes: new Map() };
    const byName = { defaultApprovalMode: 'prompt', toolApprovalModes: new Map([['t', mode]]) } as const;
    expect([approvalOf(byDefault, tool('t', annotations)), approvalOf(byName, tool('t', annotations))]).toEqual([
      expected,
      expected,
    ]);
  });
});
