import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../../src/domain/approvals/rules/compile-rules.js';
import type { PrefixRule } from '../../../../src/domain/approvals/rules/exec-rules.js';
import { type RuleError, renderRuleError } from '../../../../src/domain/approvals/rules/rule-error.js';

const compile = (text: string) => compileRules([{ name: 'my.rules', text }]);

function errorOf(text: string): RuleError {
  const compiled = compile(text);
  if (compiled.ok) throw new Error('the rules were accepted');
  return compiled.error;
}

describe('compileRules', () => {
  it('puts the rules of several files together, in order', () => {
    const compiled = compileRules([
      {
        name: 'a.rules',
        text: [
          '# what may be done',
          'prefix_rule(',
          '    pattern = ["git", ["status", "diff"]],  # alternatives',
          '    match = ["git status -s", ["git", "diff"]],',
          '    not_match = ["git push"],',
          ')',
          'host_executable(name = "git", paths = ["/usr/bin/git", "/opt//git/../git", "/usr/bin/git"])',
        ].join('\n'),
      },
      {
        name: 'b.rules',
        text: [
          'prefix_rule(["rm"], "forbidden", justification = "use `trash`"); prefix_rule(["git", "push"], "prompt")',
          'network_rule(host = "API.example.com.:443", protocol = "https_connect", decision = "deny")',
          'network_rule("::1", "socks5_tcp", "prompt", justification = "local")',
        ].join('\r\n'),
      },
    ]);
    expect(compiled).toEqual({
      ok: true,
      value: {
        prefixRules: [
          { pattern: [['git'], ['status', 'diff']], decision: 'allow' },
          { pattern: [['rm']], decision: 'forbidden', justification: 'use `trash`' },
          { pattern: [['git'], ['push']], decision: 'prompt' },
        ],
        networkRules: [
          { host: 'api.example.com', protocol: 'https', decision: 'forbidden' },
          { host: '::1', protocol: 'socks5_tcp', decision: 'prompt', justification: 'local' },
        ],
        hostExecutables: new Map([['git', ['/usr/bin/git', '/opt/git']]]),
      },
    });
  });

  it.each([
    ['', []],
    ['\n\n# nothing\n  \n\t# here', []],
    ['prefix_rule(["a",],)', [['a']]],
  ])('accepts `%s`', (text, words) => {
    const rules: readonly PrefixRule[] = words.length === 0 ? [] : [{ pattern: words, decision: 'allow' }];
    expect(compile(text)).toEqual({
      ok: true,
      value: { prefixRules: rules, networkRules: [], hostExecutables: new Map() },
    });
  });

  it.each([
    ['"a"', 'a'],
    ["'a'", 'a'],
    ['"a\'b"', "a'b"],
    ['"""a\n"b" """', 'a\n"b" '],
    ["'''a'b'''", "a'b"],
    ['r"a\\nb\\""', 'a\\nb\\"'],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\\'\\""', '\u0007\b\f\n\r\t\v\\\'"'],
    ['"\\x41\\u0042\\U00000043\\104\\0"', 'ABCD\0'],
    ['"\\d\\/"', '\\d\\/'],
    ['"a\\\nb"', 'ab'],
    ['"日本"', '日本'],
    ['"a" + "b" + \'c\'', 'abc'],
    ['("a" +\n "b")', 'ab'],
    ['word', 'named'],
  ])('reads the string %s', (literal, text) => {
    const compiled = compile(`word = "named"\nwords = [${literal}]\nprefix_rule(pattern = words + ["x"])`);
    expect(compiled.ok && compiled.value.prefixRules).toEqual([{ pattern: [[text], ['x']], decision: 'allow' }]);
  });

  it('shows where an error is', () => {
    const error = errorOf('prefix_rule(pattern=["a"])\n\tprefix = 1\n');
    expect(error).toEqual({
      code: 'syntax',
      file: 'my.rules',
      line: 2,
      column: 1,
      message: 'unexpected indentation; every statement starts at the beginning of its line',
      excerpt: '  |\n2 | \tprefix = 1\n  | ^',
    });
    expect(renderRuleError(error)).toBe(
      'my.rules:2:1: unexpected indentation; every statement starts at the beginning of its line\n' +
        '  |\n2 | \tprefix = 1\n  | ^',
    );
  });

  it('puts the caret under the words it is about', () => {
    expect(errorOf('prefix_rule(\n\tpattern = ["日", "ab"], match = ["cd"], decision = "yes")').excerpt).toBe(
      '  |\n2 | \tpattern = ["日", "ab"], match = ["cd"], decision = "yes")\n  | \t                                                  ^^^^^',
    );
  });

  it.each([
    ['prefix_rule(pattern=["a"', 1, 25, 'unexpected end of the file; expected `]` to end the list'],
    ['prefix_rule(pattern=["a" "b"])', 1, 26, 'unexpected string; expected `]` to end the list'],
    ['prefix_rule(pattern=["a"]', 1, 26, 'unexpected end of the file; expected `)` to end the call'],
    ['prefix_rule pattern', 1, 13, 'unexpected name; expected `(` after `prefix_rule`'],
    ['prefix_rule(["a"]) x', 1, 20, 'unexpected name; expected the end of the line'],
    ['"a"', 1, 1, 'unexpected string; expected a call such as `prefix_rule(…)`'],
    ['prefix_rule("a)', 1, 13, 'the string is not closed; expected `"`'],
    ['prefix_rule("a\n")', 1, 13, 'the string is not closed; expected `"`'],
    ['prefix_rule("""a)', 1, 13, 'the string is not closed; expected `"""`'],
    ['prefix_rule(["\\uD800"])', 1, 14, '`\\uD800` is not a character; expected a Unicode scalar value'],
    ['x = a', 1, 5, '`a` is not defined; assign it before it is used, or put it in quotes'],
    ['x = "a" + ["b"]', 1, 5, 'cannot add str and list; expected two strings or two lists'],
    ['x = ,', 1, 5, 'unexpected `,`; expected a string, a list or a name'],
    ['x = "a" ?', 1, 9, 'unexpected character; expected a name, a string, a list or a comment'],
    ['prefix_rule(pattern=["a"], pattern=["b"])', 1, 28, 'the argument `pattern` is given twice'],
    ['prefix_rule(decision="allow", ["b"])', 1, 31, 'an argument without a name follows one with a name'],
  ])('refuses the syntax of `%s`', (text, line, column, message) => {
    const { excerpt, ...error } = errorOf(text);
    expect(error).toEqual({ code: 'syntax', file: 'my.rules', line, column, message });
    expect(excerpt).toContain('^');
  });

  it.each([
    ['for x in y:', '`for` is not supported in rule files; write every rule out as a call of its own'],
    ['load("a", "b")', '`load` is not supported in rule files; write every rule out as a call of its own'],
    ['x = f"a"', 'strings with the prefix `f` are not supported; write it out'],
    ['define_rule("a")', 'unknown function `define_rule`; expected `prefix_rule`, `host_executable` or `network_rule`'],
    [`x = ${'['.repeat(100)}`, 'brackets are nested more than 32 deep'],
    [`x = "aaaaaaaaaa"\n${'x = x + x\n'.repeat(40)}`, 'the sum is longer than 65536; write shorter rules'],
  ])('does not support `%s`', (text, message) => {
    const { code, message: found } = errorOf(text);
    expect({ code, message: found }).toEqual({ code: 'unsupported', message });
  });

  it.each([
    ['prefix_rule()', 1, '`prefix_rule` needs the argument `pattern`'],
    ['prefix_rule(pattern=[])', 21, '`pattern` must name at least one word'],
    ['prefix_rule(pattern="a")', 21, '`pattern` must be a list, but it is of type str'],
    ['prefix_rule(pattern=["a", []])', 27, 'a list of alternatives must not be empty'],
    [
      'prefix_rule(pattern=["a", 3])',
      27,
      'a word of `pattern` must be a string or a list of strings, but it is of type int',
    ],
    ['prefix_rule(pattern=["a", [True]])', 28, 'an alternative must be a string, but it is of type bool'],
    ['prefix_rule(["a"], "ask")', 20, 'unknown `decision` `ask`; expected `allow`, `prompt`, `forbidden`'],
    ['prefix_rule(["a"], justification=" ")', 34, '`justification` must not be empty; leave it out or give a reason'],
    ['prefix_rule(["a"], justification=None)', 34, '`justification` must be a string, but it is of type NoneType'],
    [
      'prefix_rule(["a"], reviewer="user")',
      29,
      '`prefix_rule` has no argument `reviewer`; expected `pattern`, `decision`, `match`, `not_match`, `justification`',
    ],
    ['prefix_rule(["a"], pattern=["b"])', 28, 'the argument `pattern` is given twice'],
    ['prefix_rule(["a"], "allow", [], [], "x", "y")', 42, '`prefix_rule` takes at most 5 arguments'],
    ['prefix_rule(["a"], match=[""])', 27, 'an example must be a command, as a string or as a list of strings'],
    ['prefix_rule(["a"], match=[[]])', 27, 'an example must be a command, as a string or as a list of strings'],
    ['prefix_rule(["a"], match=[1])', 27, 'an example must be a command, as a string or as a list of strings'],
    ['prefix_rule(["a"], match=["a \'"])', 27, 'the example ends within quotes or after a backslash'],
    ['host_executable(name="git")', 1, '`host_executable` needs the argument `paths`'],
    [
      'host_executable(name="a/b", paths=[])',
      22,
      '`name` must be the name of a program without a directory, but it is `a/b`',
    ],
    ['host_executable(name="a", paths=["bin/a"])', 34, '`bin/a` must be an absolute path'],
    ['host_executable(name="a", paths=["/bin/b"])', 34, '`/bin/b` must end in `a`'],
    [
      'network_rule(host="*", protocol="http", decision="allow")',
      19,
      '`host` must be one host; patterns are not possible',
    ],
    [
      'network_rule(host="http://a", protocol="http", decision="allow")',
      19,
      '`host` must be a name or an address without scheme and path, but it is `http://a`',
    ],
    [
      'network_rule(host="a b", protocol="http", decision="allow")',
      19,
      '`host` must be a name or an address, but it is `a b`',
    ],
    [
      'network_rule(host="[::1", protocol="http", decision="allow")',
      19,
      '`host` must be a name or an address, but it is `[::1`',
    ],
    [
      'network_rule(host="a", protocol="ftp", decision="allow")',
      33,
      'unknown `protocol` `ftp`; expected `http`, `https`, `https_connect`, `http-connect`, `socks5_tcp`, `socks5_udp`',
    ],
    [
      'network_rule(host="a", protocol="http", decision="ask")',
      50,
      'unknown `decision` `ask`; expected `allow`, `prompt`, `forbidden`, `deny`',
    ],
  ])('makes no rule of `%s`', (text, column, message) => {
    const { code, line, column: found, message: said } = errorOf(text);
    expect({ code, line, column: found, message: said }).toEqual({ code: 'invalid-rule', line: 1, column, message });
  });

  it('checks the examples of a rule against that rule alone', () => {
    expect(compile('prefix_rule(["a"], match=["a b"], not_match=["b"])\nprefix_rule(["b"])').ok).toBe(true);
    expect(errorOf('prefix_rule(["a"])\nprefix_rule(["b"], match=["b", "a x"])')).toMatchObject({
      code: 'example',
      line: 2,
      column: 32,
      message: 'the rule does not match `a x`, which is an example of what it must match',
    });
    expect(errorOf('prefix_rule(["a"], not_match=["b", ["a", "x y"]])')).toMatchObject({
      code: 'example',
      line: 1,
      column: 36,
      message: "the rule matches `a 'x y'`, which is an example of what it must not match",
    });
  });

  it('resolves absolute programs in examples with the host executables of the whole file', () => {
    const rule = 'prefix_rule(["git"], match=["/usr/bin/git x"], not_match=["/opt/git x"])';
    expect(errorOf(rule)).toMatchObject({ code: 'example', column: 59 });
    expect(compile(`${rule}\nhost_executable("git", ["/usr/bin/git"])`).ok).toBe(true);
  });

  it('refuses everything when one file is wrong', () => {
    const compiled = compileRules([
      { name: 'a.rules', text: 'prefix_rule(["a"])' },
      { name: 'b.rules', text: 'prefix_rule(' },
    ]);
    expect(compiled).toMatchObject({ ok: false, error: { file: 'b.rules', line: 1 } });
  });

  it('takes only restrictions from a file whose permissions do not count, whatever stands around it', () => {
    const compiled = compileRules([
      { name: 'a.rules', text: 'prefix_rule(["git"])\nhost_executable("git", ["/usr/bin/git"])' },
      {
        name: 'b.rules',
        text: [
          'prefix_rule(["ls"])',
          'prefix_rule(["rm"], "forbidden")',
          'prefix_rule(["mv"], "prompt")',
          'host_executable("git", ["/tmp/git"])',
          'network_rule("a.com", "https", "allow")',
          'network_rule("b.com", "https", "deny")',
        ].join('\n'),
        counts: 'restrictions',
      },
      { name: 'c.rules', text: 'prefix_rule(["cat"])' },
    ]);
    expect(compiled.ok && compiled.value.prefixRules.map(({ pattern, decision }) => [pattern[0], decision])).toEqual([
      [['git'], 'allow'],
      [['rm'], 'forbidden'],
      [['mv'], 'prompt'],
      [['cat'], 'allow'],
    ]);
    expect(compiled.ok && compiled.value.networkRules.map(({ host }) => host)).toEqual(['b.com']);
    expect(compiled.ok && [...compiled.value.hostExecutables]).toEqual([['git', ['/usr/bin/git']]]);
  });
});
