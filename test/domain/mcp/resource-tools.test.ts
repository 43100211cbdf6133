import { describe, expect, it } from 'vitest';
import {
  decodeResourceRequest,
  renderResource,
  renderResourcePages,
  resourceTools,
} from '../../../src/domain/mcp/resource-tools.js';

describe('resourceTools', () => {
  it('are the functions that models know', () => {
    expect(resourceTools.map(({ name }) => name)).toEqual([
      'list_mcp_resources',
      'list_mcp_resource_templates',
      'read_mcp_resource',
    ]);
  });
});

describe('decodeResourceRequest', () => {
  it.each([
    ['list_mcp_resources', {}, { ok: true, value: { kind: 'list' } }],
    ['list_mcp_resources', { server: '', cursor: null }, { ok: true, value: { kind: 'list' } }],
    [
      'list_mcp_resource_templates',
      { server: 's', cursor: 'c' },
      { ok: true, value: { kind: 'list-templates', server: 's', cursor: 'c' } },
    ],
    ['read_mcp_resource', { server: 's', uri: 'x:1' }, { ok: true, value: { kind: 'read', server: 's', uri: 'x:1' } }],
    [
      'read_mcp_resource',
      { server: 's' },
      { ok: false, error: 'failed to parse function arguments: missing field `uri`' },
    ],
    [
      'list_mcp_resources',
      { server: 1 },
      { ok: false, error: 'failed to parse function arguments: field `server` must be a string' },
    ],
    ['read_file', {}, undefined],
  ])('decodes %s %j', (name, values, expected) => {
    expect(decodeResourceRequest(name, values)).toEqual(expected);
  });
});

describe('renderResourcePages', () => {
  it('names the server of every entry', () => {
    const pages = [
      { server: 'a', entries: [{ uri: 'x:1', name: 'one' }, 'odd'], nextCursor: 'n' },
      { server: 'b', entries: [{ uri: 'x:2', server: 'lie' }] },
    ];
    expect(renderResourcePages({ kind: 'list' }, pages)).toBe(
      '{"resources":[{"uri":"x:1","name":"one","server":"a"},{"uri":"x:2","server":"b"}]}',
    );
    expect(renderResourcePages({ kind: 'list-templates', server: 'a' }, pages.slice(0, 1))).toBe(
      '{"server":"a","resourceTemplates":[{"uri":"x:1","name":"one","server":"a"}],"nextCursor":"n"}',
    );
  });
});

describe('renderResource', () => {
  it('shows text and describes what is binary', () => {
    const contents = [{ uri: 'x:1', text: 'hello' }, { uri: 'x:1', blob: 'AAAA' }, 'odd'];
    expect(renderResource({ kind: 'read', server: 's', uri: 'x:1' }, { contents })).toBe(
      '{"server":"s","uri":"x:1","contents":[{"uri":"x:1","text":"hello"},{"uri":"x:1","blob":"(4 characters of base64; not shown)"},"odd"]}',
    );
    expect(renderResource({ kind: 'read', server: 's', uri: 'x:1' }, null)).toBe(
      '{"server":"s","uri":"x:1","contents":[]}',
    );
  });
});
