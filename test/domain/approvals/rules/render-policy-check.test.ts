import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../../src/domain/approvals/rules/compile-rules.js';
import type { ExecRules } from '../../../../src/domain/approvals/rules/exec-rules.js';
import { renderPolicyCheck } from '../../../../src/domain/approvals/rules/render-policy-check.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';

function rulesOf(...lines: readonly string[]): ExecRules {
  const compiled = compileRules([{ name: 'test.rules', text: lines.join('\n') }]);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

// Every text is what the public Codex prints for the same rules and command.
describe('renderPolicyCheck', () => {
  const git = rulesOf('prefix_rule(pattern=["git","push"], decision="prompt", justification="net")');

  it('shows the rules that match', () => {
    expect(renderPolicyCheck(git, ['git', 'push', 'origin'])).toBe(
      '{"matchedRules":[{"prefixRuleMatch":{"matchedPrefix":["git","push"],"decision":"prompt","justification":"net"}}],"decision":"prompt"}',
    );
  });

  it('leaves the decision out when no rule matches', () => {
    expect(renderPolicyCheck(git, ['git'])).toBe('{"matchedRules":[]}');
    expect(renderPolicyCheck(git, [])).toBe('{"matchedRules":[]}');
  });

  it('indents on request', () => {
    expect(renderPolicyCheck(git, ['git', 'push'], { layout: 'pretty' })).toBe(`{
  "matchedRules": [
    {
      "prefixRuleMatch": {
        "matchedPrefix": [
          "git",
          "push"
        ],
        "decision": "prompt",
        "justification": "net"
      }
    }
  ],
  "decision": "prompt"
}`);
  });

  it('decides as the strictest rule does', () => {
    const rules = rulesOf('prefix_rule(["a"], "forbidden"); prefix_rule(["a", "b"], "prompt")', 'prefix_rule(["a"])');
    expect(renderPolicyCheck(rules, ['a', 'b'])).toBe(
      '{"matchedRules":[{"prefixRuleMatch":{"matchedPrefix":["a"],"decision":"forbidden"}},' +
        '{"prefixRuleMatch":{"matchedPrefix":["a","b"],"decision":"prompt"}},' +
        '{"prefixRuleMatch":{"matchedPrefix":["a"],"decision":"allow"}}],"decision":"forbidden"}',
    );
  });

  const match = (program: string) =>
    `{"matchedRules":[{"prefixRuleMatch":{"matchedPrefix":["git"],"decision":"allow","resolvedProgram":"${program}"}}],"decision":"allow"}`;
  const any = rulesOf('prefix_rule(["git"])');
  const listed = rulesOf('host_executable(name="git", paths=["/usr/bin/git"])', 'prefix_rule(["git"])');
  const none = '{"matchedRules":[]}';

  it.each([
    ['an absolute program by default', any, '/usr/bin/git', 'ignored', none],
    ['an absolute program on request', any, '/opt/git', 'resolved', match('/opt/git')],
    ['a listed program', listed, '/usr/bin/git', 'resolved', match('/usr/bin/git')],
    ['a program that is not listed', listed, '/opt/git', 'resolved', none],
    ['a relative program', any, './git', 'resolved', match('/work/git')],
    [
      'a name',
      any,
      'git',
      'resolved',
      '{"matchedRules":[{"prefixRuleMatch":{"matchedPrefix":["git"],"decision":"allow"}}],"decision":"allow"}',
    ],
  ] as const)('resolves %s', (_, rules, program, hostExecutables, expected) => {
    const cwd = '/work' as AbsolutePath;
    expect(renderPolicyCheck(rules, [program, 'x'], { hostExecutables, cwd })).toBe(expected);
  });

  it('prefers rules for the path itself', () => {
    const rules = rulesOf('prefix_rule(["/usr/bin/git"])', 'prefix_rule(["git"], "forbidden")');
    expect(renderPolicyCheck(rules, ['/usr/bin/git'], { hostExecutables: 'resolved' })).toBe(
      '{"matchedRules":[{"prefixRuleMatch":{"matchedPrefix":["/usr/bin/git"],"decision":"allow"}}],"decision":"allow"}',
    );
  });
});
