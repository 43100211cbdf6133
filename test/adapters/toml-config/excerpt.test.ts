import { describe, expect, it } from 'vitest';
import { renderExcerpt } from '../../../src/adapters/toml-config/excerpt.js';

const shownLine = (text: string): string =>
  renderExcerpt(text, text.split('\n').length, 1)
    .split('\n')[1]
    ?.replace(/^\d+ \| /, '') ?? '';

describe('an excerpt', () => {
  it('keeps the caret below its place', () => {
    expect(renderExcerpt('a = 1\n\tb = "x"\n', 2, 6)).toBe('  |\n2 |  b = "x"\n  |      ^');
  });

  it.each<[string, string]>([
    ['model = "x"', 'model = "x"'],
    ['api_key = "sk-abc"', 'api_key = ********'],
    ['api_key = sk-abc', 'api_key = ******'],
    ['api_key = "sk-abc', 'api_key = *******'],
    ['my secret = "a b" # c', 'my secret = ** ** * *'],
    ['x = { base_url = "http://x", token = "sk" }', 'x = { base_url = "http://x", token = **** *'],
    ['experimental_bearer_token = ["sk"]', 'experimental_bearer_token = ******'],
    ['http_headers = { x = 1, y = "sk" }', 'http_headers = * * * ** * * **** *'],
    ['env.FOO = "sk"', 'env.FOO = ****'],
    ['args = ["--password", 5]', 'args = ************** **'],
    ['[mcp_servers.docs.env]\nFOO = "sk', 'FOO = ***'],
    ['[model_providers.x.http_headers]\n\nx-y = 5', 'x-y = *'],
    ['[shell_environment_policy.set]\nFOO = 5', 'FOO = *'],
    ['[mcp_servers.docs.env]\nA = "a"\n[tui]\ntheme = "x"', 'theme = "x"'],
    ['env_key = "OPENAI_API_KEY"', 'env_key = "OPENAI_API_KEY"'],
    ['bearer_token_env_var = 5', 'bearer_token_env_var = 5'],
    ['[mcp_servers.a]', '[mcp_servers.a]'],
  ])('of `%s` shows `%s`', (text, shown) => {
    expect(shownLine(text)).toBe(shown);
  });

  it.each([
    'a '.repeat(500_000),
    'a='.repeat(500_000),
    `[${'shell_environment_policy.'.repeat(40_000)}]\na`,
    '[a\n'.repeat(200_000),
  ])('of a hostile line takes no time', (text) => {
    const start = performance.now();
    renderExcerpt(text, text.split('\n').length, 1);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
