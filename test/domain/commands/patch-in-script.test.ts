import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPatchInScript } from '../../../src/domain/commands/patch-in-script.js';

const patch = "*** Begin Patch\n*** Add File: a\n+it's $HOME\n*** End Patch\n";
const simple = '*** Begin Patch\n*** Add File: a\n+x\n*** End Patch\n';

describe('a patch in a script', () => {
  it.each<[string, string, object | undefined]>([
    ['a here-document', `apply_patch <<'EOF'\n${patch}EOF`, { kind: 'patch', patch }],
    ['a here-document with a line break behind it', `apply_patch <<'EOF'\n${patch}EOF\n\n`, { kind: 'patch', patch }],
    ['another delimiter in double quotes', `apply_patch << "END-1"\n${patch}END-1\n`, { kind: 'patch', patch }],
    ['a delimiter without quotes', `apply_patch <<EOF\n${patch}EOF`, { kind: 'patch', patch }],
    ['the other spelling of the name', `applypatch <<'EOF'\n${patch}EOF`, { kind: 'patch', patch }],
    ['a directory', `cd sub/dir && apply_patch <<'EOF'\n${patch}EOF`, { kind: 'patch', patch, directory: 'sub/dir' }],
    [
      'a quoted directory',
      `cd '../a b' && apply_patch <<'EOF'\n${patch}EOF`,
      { kind: 'patch', patch, directory: '../a b' },
    ],
    ['a quoted argument', `apply_patch '${simple}'`, { kind: 'patch', patch: simple }],
    ['an argument in double quotes', `apply_patch "${simple}"`, { kind: 'patch', patch: simple }],
    ['the patch itself', simple, { kind: 'bare' }],
    ['the patch itself between blank lines', `\n${simple}\n`, { kind: 'bare' }],
    ['something behind the here-document', `apply_patch <<'EOF'\n${patch}EOF\nrm x`, undefined],
    ['something before it', `ls; apply_patch <<'EOF'\n${patch}EOF`, undefined],
    ['a pipe on its line', `apply_patch <<'EOF' | cat\n${patch}EOF`, undefined],
    ['a here-document that does not end', `apply_patch <<'EOF'\n${patch}`, undefined],
    ['a directory that the shell would expand', `cd "$HOME" && apply_patch <<'EOF'\n${patch}EOF`, undefined],
    ['a directory that is an option', `cd - && apply_patch <<'EOF'\n${patch}EOF`, undefined],
    ['two commands before it', `cd a && cd b && apply_patch <<'EOF'\n${patch}EOF`, undefined],
    ['an argument that the shell would expand', 'apply_patch "$(cat patch)"', undefined],
    ['the name alone', 'apply_patch', undefined],
    ['a longer name', `apply_patches <<'EOF'\n${patch}EOF`, undefined],
    ['a program that mentions a patch', "grep -r '*** Begin Patch' .", undefined],
    ['an ordinary command', 'ls -l', undefined],
  ])('is found or not: %s', (_, script, expected) => {
    expect(findPatchInScript(script)).toEqual(expected);
  });

  it('is the text between the lines of the delimiter, whatever it is', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' '));
    fc.assert(
      fc.property(fc.array(line.filter((text) => text !== 'EOF')), (lines) => {
        const script = ["apply_patch <<'EOF'", ...lines, 'EOF'].join('\n');
        expect(findPatchInScript(script)).toEqual({ kind: 'patch', patch: `${lines.join('\n')}\n` });
      }),
    );
  });

  it('takes time in proportion to the script', () => {
    const started = performance.now();
    for (const unit of [' ', '\t', 'cd a && ', "apply_patch '", '<<', 'EOF\n']) findPatchInScript(unit.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
