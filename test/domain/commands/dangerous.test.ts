import { describe, expect, it } from 'vitest';
import { isDangerous } from '../../../src/domain/commands/dangerous.js';

describe('isDangerous', () => {
  const dangerous: readonly (readonly string[])[] = [
    ['rm', '-rf', '/'],
    ['rm', '-f', 'x'],
    ['rm', '-fr', 'x'],
    ['rm', '-r', '-f', 'x'],
    ['rm', 'x', '-f'],
    ['rm', '--force', 'x'],
    ['rm', '--forc', 'x'],
    ['/bin/rm', '-f', 'x'],
    ['./rm', '-f', 'x'],
    ['sudo', 'rm', '-rf', 'x'],
    ['sudo', '-n', '-u', 'root', 'rm', '-rf', 'x'],
    ['sudo', '--user=root', 'A=b', '--', 'rm', '-rf', 'x'],
    ['doas', 'rm', '-f', 'x'],
    ['env', 'X=1', 'rm', '-f', 'x'],
    ['env', '-i', '-u', 'HOME', 'rm', '-f', 'x'],
    ['env', '-S', 'rm -f x'],
    ['env', '--split-string=rm -f x'],
    ['command', 'rm', '-f', 'x'],
    ['nohup', 'nice', '-n', '5', 'rm', '-f', 'x'],
    ['timeout', '-k', '1', '5', 'rm', '-f', 'x'],
    ['xargs', '-0', '-I{}', 'rm', '-f', '{}'],
    ['busybox', 'rm', '-f', 'x'],
    ['find', '.', '-name', 'x', '-exec', 'rm', '-f', '{}', '+'],
    ['find', '.', '-exec', 'echo', ';', '-execdir', 'rm', '-f', '{}', ';'],
    ['bash', '-c', 'rm -f x', 'name'],
    ['sh', '-ec', 'rm -f x'],
    ['su', 'root', '-c', 'rm -f x'],
    ['eval', 'rm', '-f', 'x'],
  ];
  it.each(dangerous.map((argv) => [argv]))('flags %j', (argv) => {
    expect(isDangerous(argv)).toBe(true);
  });

  it.each([
    'rm -rf x',
    'ls; rm -rf x',
    'ls\nrm -rf x',
    'printf x | rm -rf y',
    'true && rm -f x || true',
    'sleep 1 & rm -f x',
    '(rm -f x)',
    '{ rm -f x; }',
    'f() { rm -f x; }; f',
    'function f { rm -f x; }',
    'if test -d x; then rm --force x; fi',
    'for t in a b; do rm -r -f "$t"; done',
    'while true; do rm -f x; done',
    'case x in a|b) rm -f x ;; esac',
    'case x in (a) rm -f x ;; esac',
    'echo "$(rm -f x)"',
    'echo $(case x in a) echo;; b) rm -f x;; esac)',
    'echo "$(case x in a) rm -f x;; esac)"',
    'echo `rm -f x`',
    'echo "`rm -f x`"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is shell syntax
    "echo ${x:-$(rm -f x)} '",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is shell syntax
    'echo "${x:-"$(rm -f x)"}"',
    'cat <(rm -f x)',
    'rm -rf "$TARGET" >/dev/null',
    'rm -rf"$FLAGS" x',
    'rm 2>/dev/null -f x',
    '>out rm -f x',
    '2>&1 rm -f x',
    '&>out rm -f x',
    'A=1 B="$(date)" rm -f x',
    '! rm -f x',
    'time -p rm -f x',
    '\\rm -rf x',
    '"rm" -rf x',
    'r\'m\' "-f" x',
    'r\\\nm -f x',
    'rm \\\n -f x',
    '/bin/rm -f x',
    'sudo rm -f x',
    'sudo bash -c "rm -f x"',
    'bash -c \'bash -c "rm -f x"\'',
    "eval 'rm -f' x",
    'find . -exec rm -f {} \\;',
    'find . -type f -print0 | xargs -0 rm -f',
    'bash <<EOF\nrm -f x\nEOF\n',
    "bash <<'EOF'\nrm -f x\nEOF",
    'bash <<-EOF\n\trm -f x\n\tEOF\n',
    "bash <<< 'rm -f x'",
    'cat <<EOF\n$(rm -f x)\nEOF\n',
    'cat <<EOF\n"`rm -f x`"\nEOF\n',
    'cat <<A <<B\nx\nA\ny\nB\nrm -f x',
    'echo $((1 << 2)); rm -f x',
    'echo $((1<<2))\nrm -f x\n',
    '((x = 1 << 2))\nrm -f x\n2\n',
    'cat <<EOF\nrm -f x',
    'ls # quiet\nrm -f x',
    "echo it's fine\nrm -f x' && rm -f x",
    'rm -f x )',
    'echo "unfinished $(rm -f x',
  ])('flags the script `%s`', (script) => {
    expect(isDangerous(['/bin/bash', '-lc', script])).toBe(true);
  });

  const harmless: readonly (readonly string[])[] = [
    [],
    ['rm', '-r', 'x'],
    ['rm', '--', '-f'],
    ['rm', '--one-file-system', 'x'],
    ['echo', 'rm', '-f', 'x'],
    ['sudo', '-u', 'rm', 'ls', '-f'],
    ['env', 'rm=-f'],
    ['sudo'],
    ['grep', '-rf', 'rm'],
    ['find', '.', '-name', 'rm', '-f'],
  ];
  it.each(harmless.map((argv) => [argv]))('does not flag %j', (argv) => {
    expect(isDangerous(argv)).toBe(false);
  });

  it.each([
    '',
    'rm -r x',
    "echo 'rm -rf x'",
    'echo "rm -rf x"',
    'echo rm -rf x',
    'ls # rm -rf x',
    'cmd=rm; $cmd -rf x',
    "cat > x.sh <<'EOF'\nrm -rf build\nEOF\n",
    'cat > x.sh <<EOF\nrm -rf build\nEOF\nls',
    "git commit -m 'rm -f'",
    'grep -f rm x',
    'rm > -f',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is shell syntax
    '${rm -f}',
  ])('does not flag the script `%s`', (script) => {
    expect(isDangerous(['bash', '-lc', script])).toBe(false);
  });

  it('flags what is nested deeper than it looks', () => {
    const nested = Array.from({ length: 40 }, () => 'sudo');
    expect(isDangerous([...nested, 'ls'])).toBe(true);
    expect(isDangerous([...nested.slice(0, 8), 'ls'])).toBe(false);
  });

  it('flags what is longer than it looks', () => {
    expect(isDangerous(['echo', 'a'.repeat(1_048_577)])).toBe(true);
    expect(isDangerous(['bash', '-c', ' '.repeat(1_048_577)])).toBe(true);
  });

  it.each([
    ['open substitutions', '$('.repeat(100_000)],
    ['open quotes and substitutions', '"$('.repeat(100_000)],
    ['backticks', '`'.repeat(300_000)],
    ['here-documents without an end', '<<A\n'.repeat(100_000)],
    ['here-documents with one end', `${'<<A\n'.repeat(100_000)}A\n`],
    ['tabbed here-documents', `${'<<-A\n<<A\n'.repeat(50_000)}\tA\n`],
    ['commands', 'a b;'.repeat(200_000)],
    ['nested find', `find ${'-exec find '.repeat(50_000)}`],
    ['sudo', 'sudo '.repeat(200_000)],
    ['eval', 'eval '.repeat(50_000)],
    ['env', 'env -S '.repeat(100_000)],
    ['one word', 'r"m"'.repeat(200_000)],
    ['dashes', `rm ${'-'.repeat(500_000)}`],
  ])('looks at many %s in linear time', (_, script) => {
    const before = performance.now();
    isDangerous(['bash', '-lc', script]);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
