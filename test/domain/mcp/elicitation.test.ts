import { describe, expect, it } from 'vitest';
import { completeAnswer, decodeQuestion, type McpAnswer } from '../../../src/domain/mcp/elicitation.js';

describe('decodeQuestion', () => {
  it.each([
    [
      { message: 'Name?\u001b[2J', requestedSchema: { type: 'object' } },
      { kind: 'form', message: 'Name?[2J', schema: { type: 'object' } },
    ],
    [{ message: 'Sure?' }, { kind: 'form', message: 'Sure?', schema: {} }],
    [
      { mode: 'url', message: 'Sign in', url: 'https://x/y?z' },
      { kind: 'url', message: 'Sign in', url: 'https://x/y?z' },
    ],
    [{ mode: 'url', message: 'Sign in', url: 'javascript:alert(1)' }, undefined],
    [{ mode: 'url', message: 'Sign in', url: 'file:///etc/passwd' }, undefined],
    [{ mode: 'url', message: 'Sign in', url: 'https://x\n.y' }, undefined],
    [{ mode: 'url', message: 'Sign in' }, undefined],
    [{ message: 'x', requestedSchema: { description: 'x'.repeat(70_000) } }, undefined],
    [null, undefined],
  ])('reads %j', (params, expected) => {
    expect(decodeQuestion(params)).toEqual(expected);
  });
});

describe('completeAnswer', () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, loud: { type: 'boolean', default: false } },
    required: ['name', 'loud'],
  };
  const form = { kind: 'form', message: '', schema } as const;
  const url = { kind: 'url', message: '', url: 'https://x' } as const;

  it.each<[McpAnswer, McpAnswer]>([
    [
      { action: 'accept', content: { name: 'n' } },
      { action: 'accept', content: { name: 'n', loud: false } },
    ],
    [
      { action: 'accept', content: { name: 'n', loud: true } },
      { action: 'accept', content: { name: 'n', loud: true } },
    ],
    [{ action: 'accept' }, { action: 'decline' }],
    [{ action: 'decline' }, { action: 'decline' }],
    [{ action: 'cancel' }, { action: 'cancel' }],
  ])('completes %j', (answer, expected) => {
    expect(completeAnswer(form, answer)).toEqual(expected);
  });

  it('accepts an empty form and an address without content', () => {
    expect(completeAnswer({ ...form, schema: {} }, { action: 'accept' })).toEqual({ action: 'accept', content: {} });
    expect(completeAnswer(url, { action: 'accept', content: { a: 1 } })).toEqual({ action: 'accept' });
  });
});
