import { describe, expect, it } from 'vitest';
import type { AnyApprovalPolicy } from '../../../src/domain/approvals/approval-policy.js';
import {
  assessCommand,
  type CommandAssessment,
  type CommandRequest,
} from '../../../src/domain/approvals/assess-command.js';
import { compileRules } from '../../../src/domain/approvals/rules/compile-rules.js';
import { type ExecRules, noRules } from '../../../src/domain/approvals/rules/exec-rules.js';

function rulesOf(...lines: readonly string[]): ExecRules {
  const compiled = compileRules([{ name: 'test.rules', text: lines.join('\n') }]);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

type Settings = Partial<Omit<CommandRequest, 'argv' | 'policy'>>;

function assess(policy: AnyApprovalPolicy, script: string, settings: Settings = {}): CommandAssessment {
  return assessCommand({
    policy,
    argv: ['/bin/bash', '-lc', script],
    rules: noRules,
    confinement: 'confined',
    requested: 'use_default',
    ...settings,
  });
}

const sandboxed: CommandAssessment = { kind: 'run', permissions: 'sandboxed' };
const escalated: CommandAssessment = { kind: 'run', permissions: 'escalated' };
const ask: CommandAssessment = { kind: 'ask' };
const refused = (reason: string): CommandAssessment => ({
  kind: 'refuse',
  message: `exec_command failed: CreateProcess { message: "Rejected(\\"${reason}\\")" }`,
});
const noEscalation = (name: string): CommandAssessment => ({
  kind: 'refuse',
  message: `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`,
});
const blocked = refused("`/bin/bash -lc 'rm -rf zzz'` rejected: blocked by policy");
const retry = (...proposedPrefix: readonly [string, ...string[]]): CommandAssessment => ({
  ...sandboxed,
  afterDenial: { kind: 'ask', reason: 'command failed; retry without sandbox?', proposedPrefix },
});
const proposing = (...proposedPrefix: readonly [string, ...string[]]): CommandAssessment => ({
  kind: 'ask',
  proposedPrefix,
});

const everything: AnyApprovalPolicy = { granular: { sandboxApproval: true, rules: true } };
const nothing: AnyApprovalPolicy = { granular: {} };
const noSandboxApproval = refused(
  'approval required by policy, but AskForApproval::Granular.sandbox_approval is false',
);

describe('assessCommand without rules', () => {
  const table: readonly (readonly [
    policy: AnyApprovalPolicy,
    script: string,
    confined: CommandAssessment,
    unconfined: CommandAssessment,
  ])[] = [
    ['never', 'ls', sandboxed, sandboxed],
    ['never', 'touch x', sandboxed, sandboxed],
    ['never', 'rm -rf zzz', blocked, sandboxed],
    ['on-request', 'ls', sandboxed, sandboxed],
    ['on-request', 'touch x', sandboxed, sandboxed],
    ['on-request', 'rm -rf zzz', ask, ask],
    ['on-failure', 'ls', retry('ls'), sandboxed],
    ['on-failure', 'touch x', retry('touch', 'x'), sandboxed],
    ['on-failure', 'rm -rf zzz', ask, ask],
    ['untrusted', 'ls', sandboxed, sandboxed],
    ['untrusted', 'ls && cat x | wc -l', sandboxed, sandboxed],
    ['untrusted', 'touch x', proposing('touch', 'x'), proposing('touch', 'x')],
    ['untrusted', 'ls && touch x', proposing('touch', 'x'), proposing('touch', 'x')],
    ['untrusted', 'git status', proposing('git', 'status'), proposing('git', 'status')],
    ['untrusted', 'rm -rf zzz', ask, ask],
    [everything, 'touch x', sandboxed, sandboxed],
    [everything, 'rm -rf zzz', ask, ask],
    [nothing, 'touch x', sandboxed, sandboxed],
    [nothing, 'rm -rf zzz', noSandboxApproval, noSandboxApproval],
  ];
  it.each(table)('under %j: `%s`', (policy, script, confined, unconfined) => {
    expect(assess(policy, script, { confinement: 'confined' })).toEqual(confined);
    expect(assess(policy, script, { confinement: 'unconfined' })).toEqual(unconfined);
  });

  it.each([
    'ls > x',
    'ls\npwd',
    'ls $(pwd)',
    'ls *',
    '\\ls',
    'env X=1 ls',
    'find . -exec ls {} \\;',
    'cat <<EOF\nx\nEOF',
    'ls\u00a0-l',
  ])('asks before `%s`, which only looks harmless', (script) => {
    expect(assess('untrusted', script).kind).toBe('ask');
  });

  it('asks before a shell that only looks like one', () => {
    expect(assess('untrusted', 'ls', {}).kind).toBe('run');
    const request = { policy: 'untrusted', rules: noRules, confinement: 'confined', requested: 'use_default' } as const;
    expect(assessCommand({ ...request, argv: ['/work/bash', '-lc', 'ls'] }).kind).toBe('ask');
  });

  it.each([
    'ls; rm -rf zzz',
    'if true; then rm -f x; fi',
    'echo "$(rm -f x)"',
    'sudo -n rm -rf zzz',
    "bash -c 'rm -rf zzz'",
    '\\rm -rf zzz',
    'ls\nrm -rf zzz',
  ])('finds the danger in `%s`', (script) => {
    expect(assess('never', script)).toMatchObject({ kind: 'refuse' });
    expect(assess('on-request', script)).toEqual(ask);
  });
});

describe('assessCommand on a request to leave the sandbox', () => {
  const request: Settings = { requested: 'require_escalated', justification: 'May I?' };
  const question = (...proposedPrefix: readonly [string, ...string[]]): CommandAssessment => ({
    kind: 'ask',
    reason: 'May I?',
    proposedPrefix,
  });

  it.each([
    ['never', noEscalation('Never'), noEscalation('Never')],
    ['on-failure', noEscalation('OnFailure'), noEscalation('OnFailure')],
    ['untrusted', noEscalation('UnlessTrusted'), noEscalation('UnlessTrusted')],
    ['on-request', question('ls', '-l'), escalated],
    [everything, question('ls', '-l'), escalated],
    [nothing, noSandboxApproval, escalated],
  ] as const)('under %j', (policy, confined, unconfined) => {
    expect(assess(policy, 'ls -l', { ...request, confinement: 'confined' })).toEqual(confined);
    expect(assess(policy, 'ls -l', { ...request, confinement: 'unconfined' })).toEqual(unconfined);
  });

  it.each([
    ['what settles the request', 'npm test -- -w', ['npm', 'test'], ['npm', 'test']],
    ['the command when the suggestion is missing', 'npm test', undefined, ['npm', 'test']],
    ['the command when the suggestion is empty', 'npm test', [], ['npm', 'test']],
    ['the command when the suggestion is about another one', 'npm test', ['git', 'push'], ['npm', 'test']],
    ['the command when the suggestion settles one half', 'npm ci && npm test', ['npm', 'test'], ['npm', 'ci']],
    ['the command when the suggestion allows too much', 'git push', ['git'], ['git', 'push']],
    ['what settles both halves', 'npm ci && npm test', ['npm'], ['npm']],
    ['the shell with the whole script when it is not plain', 'npm ci > x', ['npm'], ['/bin/bash', '-lc', 'npm ci > x']],
  ])('proposes %s', (_, script, prefixRule, proposedPrefix) => {
    const settings = { ...request, ...(prefixRule === undefined ? {} : { prefixRule }) };
    expect(assess('on-request', script, settings)).toEqual({ kind: 'ask', reason: 'May I?', proposedPrefix });
  });

  it.each(['python3', 'bash', 'sudo', 'env A=b', 'git -C x', 'rm -f x'])('proposes nothing for `%s`', (script) => {
    expect(assess('on-request', script, request)).toEqual({ kind: 'ask', reason: 'May I?' });
  });
});

describe('assessCommand with rules', () => {
  const rules = rulesOf(
    'prefix_rule(["touch"])',
    'prefix_rule(["rm", "-rf", "build"])',
    'prefix_rule(["git", "push"], "prompt", justification="it is public")',
    'prefix_rule(["git", "push", "--force"], "prompt")',
    'prefix_rule(["git", "fetch"], "prompt")',
    'prefix_rule(["curl"], "forbidden", justification="use \\"fetch\\"")',
    'prefix_rule(["wget"], "forbidden")',
    'prefix_rule(["deploy"])',
    'host_executable("deploy", ["/opt/tools/deploy"])',
  );
  const policies: readonly AnyApprovalPolicy[] = [
    'never',
    'on-request',
    'on-failure',
    'untrusted',
    everything,
    nothing,
  ];
  const asking: readonly AnyApprovalPolicy[] = ['on-request', 'on-failure', 'untrusted', everything];

  it.each([
    ['touch x', escalated],
    ['touch a && touch b | touch c', escalated],
    ['rm -rf build', escalated],
    ['/usr/bin/touch x', escalated],
    ['/opt/tools/deploy x', escalated],
    ['curl x', refused('`/bin/bash -lc \'curl x\'` rejected: use \\\\\\"fetch\\\\\\"')],
    [
      'touch x; wget y',
      refused("`/bin/bash -lc 'touch x; wget y'` rejected: policy forbids commands starting with `wget`"),
    ],
    [
      '/usr/bin/wget y',
      refused("`/bin/bash -lc '/usr/bin/wget y'` rejected: policy forbids commands starting with `wget`"),
    ],
  ])('under every policy: `%s`', (script, expected) => {
    for (const policy of policies) expect(assess(policy, script, { rules })).toEqual(expected);
  });

  it.each([
    ['git push origin', "`/bin/bash -lc 'git push origin'` requires approval: it is public"],
    ['git fetch', "`/bin/bash -lc 'git fetch'` requires approval by policy"],
    ['git push --force', "`/bin/bash -lc 'git push --force'` requires approval by policy"],
    ['touch x && git fetch', "`/bin/bash -lc 'touch x && git fetch'` requires approval by policy"],
  ])('asks whether `%s` may run, and proposes no rule', (script, reason) => {
    for (const policy of asking) expect(assess(policy, script, { rules })).toEqual({ kind: 'ask', reason });
    expect(assess('never', script, { rules })).toEqual(
      refused('approval required by policy, but AskForApproval is set to Never'),
    );
    expect(assess(nothing, script, { rules })).toEqual(
      refused('approval required by policy rule, but AskForApproval::Granular.rules is false'),
    );
  });

  it.each([
    'ls\ncurl x',
    'for x in a b; do curl $x; done',
    'echo "$(curl x)"',
    'X=1 curl x',
    'sudo curl x',
    'env X=1 /opt/bin/curl x',
    "bash -c 'curl x'",
    'find . -exec curl {} \\;',
    './curl x',
    '"curl" x',
    'touch x > y && curl x',
  ])('finds what is forbidden in `%s`', (script) => {
    for (const policy of policies) {
      expect(assess(policy, script, { rules }), JSON.stringify(policy)).toMatchObject({
        kind: 'refuse',
        message: expect.stringContaining('rejected: use'),
      });
    }
  });

  it.each([
    ['touch a && ls a', 'not every command is allowed'],
    ['touch x > y', 'of a redirection'],
    ['touch *', 'of a glob'],
    ['touch x\ntouch y', 'of a second line'],
    ['touch $(id)', 'of a substitution'],
    ["'touch' x", 'of a quoted name'],
    ['./touch x', 'it is another program'],
    ['/tmp/touch x', 'it is another program'],
    ['/usr/bin/deploy x', 'it is not the listed program'],
    ['sudo touch x', 'the rule is not about `sudo`'],
  ])('keeps `%s` in the sandbox because %s', (script) => {
    expect(assess('never', script, { rules })).toEqual(sandboxed);
  });

  it('lets an allowed command be escalated without a question', () => {
    const settings: Settings = { rules, requested: 'require_escalated' };
    expect(assess('on-request', 'touch x', settings)).toEqual(escalated);
    expect(assess('on-request', 'touch x && ls', settings)).toEqual(ask);
  });

  it('is as strict as the strictest part', () => {
    expect(assess('untrusted', 'touch x && ls', { rules })).toEqual(sandboxed);
    expect(assess('untrusted', 'touch x && make', { rules })).toEqual(ask);
    expect(assess('never', 'rm -rf build && rm -rf zzz', { rules })).toMatchObject({ kind: 'refuse' });
  });

  it('applies rules for the shell itself only when the script is not plain', () => {
    const shell = rulesOf('prefix_rule(["bash"], "prompt")');
    expect(assess('on-request', 'ls', { rules: shell })).toEqual(sandboxed);
    expect(assess('on-request', 'ls > x', { rules: shell }).kind).toBe('ask');
    expect(assess('on-request', 'bash x.sh', { rules: shell }).kind).toBe('ask');
  });

  it('shortens a long command in its messages', () => {
    const assessment = assess('never', `curl ${'x'.repeat(100_000)}`, { rules });
    expect(assessment.kind === 'refuse' && assessment.message.length).toBeLessThan(3_000);
  });
});
