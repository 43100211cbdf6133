import { describe, expect, it } from 'vitest';
import type { McpTransport } from '../../../src/domain/config/mcp-servers.js';
import type { ToolInvocation } from '../../../src/ports/tool-source.js';
import { HttpProgram, httpServer } from './support/http-program.js';
import { callTool, everythingServer, McpBench, never, serverAt } from './support/mcp-bench.js';

const header = {
  kind: 'input-text',
  text: expect.stringMatching(/^Wall time: \d+\.\d{4} seconds\nOutput:$/) as string,
};
const text = (value: string): unknown => ({ kind: 'input-text', text: value });

async function overStdio(run: (transport: McpTransport) => Promise<void>): Promise<void> {
  await run(everythingServer('stdio'));
}

async function overHttp(run: (transport: McpTransport) => Promise<void>): Promise<void> {
  await using program = await HttpProgram.start();
  await run(httpServer(program.url));
}

describe.each([
  ['standard streams', overStdio],
  ['HTTP', overHttp],
])('the server that has everything, over %s', (_, reach) => {
  it('offers its tools, with approvals by their annotations', async () => {
    await reach(async (transport) => {
      await using bench = await McpBench.create();
      const { tools, problems } = await bench.source([serverAt(transport)]).offer(never);
      const offered = tools.at(-1);
      const definition = offered?.definition;
      expect(problems).toEqual([]);
      expect(definition?.kind === 'namespace' && definition.tools.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['echo', 'get_sum', 'get_tiny_image', 'trigger_long_running_operation']),
      );
      expect([offered?.approvals?.get('echo'), offered?.approvals?.get('gzip_file_as_resource')]).toEqual([
        'not-needed',
        'by-policy',
      ]);
    });
  });

  it('answers calls: text, structured content, images, resources', async () => {
    await reach(async (transport) => {
      await using bench = await McpBench.create();
      const source = bench.source([serverAt(transport)]);
      await source.offer(never);
      const call = async (name: string, args: ToolInvocation['arguments']): Promise<unknown> =>
        (await callTool(source, name, args)).output;
      expect(await call('echo', { message: 'hi' })).toEqual([header, text('Echo: hi')]);
      expect(await call('get_structured_content', { location: 'Chicago' })).toMatch(
        /^Wall time: \d+\.\d{4} seconds\nOutput:\n\{"temperature":36,/,
      );
      expect(await call('get_tiny_image', {})).toEqual([
        header,
        text("Here's the image you requested:"),
        { kind: 'image', url: expect.stringMatching(/^data:image\/png;base64,/) as string, detail: 'high' },
        text('The image above is the MCP logo.'),
      ]);
      expect(await call('get_sum', { a: 'no number' })).toEqual([header, text(expect.stringContaining('a') as string)]);
    });
  });

  it('lists and reads resources', async () => {
    await reach(async (transport) => {
      await using bench = await McpBench.create();
      const source = bench.source([serverAt(transport)]);
      await source.offer(never);
      const call = async (name: string, args: ToolInvocation['arguments']): Promise<unknown> => {
        const { output } = await source.call({ threadId: 't', turnId: 'u', callId: 'c', name, arguments: args }, never);
        return JSON.parse(String(output)) as unknown;
      };
      expect(await call('list_mcp_resources', {})).toMatchObject({
        resources: expect.arrayContaining([
          expect.objectContaining({ server: 'mini', uri: 'demo://resource/static/document/features.md' }),
        ]) as unknown,
      });
      expect(await call('list_mcp_resource_templates', { server: 'mini' })).toMatchObject({
        server: 'mini',
        resourceTemplates: [{ uriTemplate: 'demo://resource/dynamic/text/{resourceId}' }, {}],
      });
      expect(await call('read_mcp_resource', { server: 'mini', uri: 'demo://resource/dynamic/text/1' })).toMatchObject({
        server: 'mini',
        contents: [{ uri: 'demo://resource/dynamic/text/1', text: expect.stringContaining('Resource 1') as string }],
      });
    });
  });

  it('reports progress, and stops when nobody waits any more', async () => {
    await reach(async (transport) => {
      await using bench = await McpBench.create();
      const source = bench.source([serverAt(transport)]);
      await source.offer(never);
      const interruption = new AbortController();
      const args = { duration: 60, steps: 600 };
      const call = callTool(source, 'trigger_long_running_operation', args, { signal: interruption.signal });
      await expect
        .poll(() => bench.logger.entries[0]?.details)
        .toMatchObject({ server: 'mini', progress: 1, total: 600 });
      interruption.abort();
      await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    });
  });

  it('asks the user', async () => {
    await reach(async (transport) => {
      await using bench = await McpBench.create();
      const source = bench.source([serverAt(transport)], {
        askUser: async () => ({ action: 'accept', content: { name: 'Ada' } }),
      });
      await source.offer(never);
      const { output } = await callTool(source, 'trigger_elicitation_request');
      expect(output[2]).toEqual(text(expect.stringContaining('- Name: Ada') as string));
    });
  });

  it('serves several calls at once', async () => {
    await reach(async (transport) => {
      await using bench = await McpBench.create();
      const source = bench.source([serverAt(transport)]);
      await source.offer(never);
      const numbers = Array.from({ length: 20 }, (_, index) => index);
      const results = await Promise.all(numbers.map((a) => callTool(source, 'get_sum', { a, b: 1 })));
      expect(results.map(({ output }) => output[1])).toEqual(
        numbers.map((a) => text(`The sum of ${a} and 1 is ${a + 1}.`)),
      );
    });
  });
});

describe('a server that is reached over HTTP', () => {
  it('is greeted again when it has forgotten the connection', async () => {
    await using bench = await McpBench.create();
    let program = await HttpProgram.start();
    const source = bench.source([serverAt(httpServer(program.url))]);
    await source.offer(never);
    await program[Symbol.asyncDispose]();
    program = await HttpProgram.start(Number(new URL(program.url).port));
    await using _restarted = program;
    expect((await callTool(source, 'echo', { message: 'hi' })).output).toEqual([header, text('Echo: hi')]);
  });
});
