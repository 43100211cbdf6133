import { expect, it } from 'vitest';
import { applyPatchGrammar } from '../../../src/domain/patch/apply-patch-grammar.js';

it('offers the grammar that models were trained on', () => {
  expect(applyPatchGrammar.split('\n').filter((line) => line !== '')).toEqual([
    'start: begin_patch hunk+ end_patch',
    'begin_patch: "*** Begin Patch" LF',
    'end_patch: "*** End Patch" LF?',
    'hunk: add_hunk | delete_hunk | update_hunk',
    'add_hunk: "*** Add File: " filename LF add_line+',
    'delete_hunk: "*** Delete File: " filename LF',
    'update_hunk: "*** Update File: " filename LF change_move? change?',
    'filename: /(.+)/',
    'add_line: "+" /(.*)/ LF -> line',
    'change_move: "*** Move to: " filename LF',
    'change: (change_context | change_line)+ eof_line?',
    'change_context: ("@@" | "@@ " /(.+)/) LF',
    'change_line: ("+" | "-" | " ") /(.*)/ LF',
    'eof_line: "*** End of File" LF',
    '%import common.LF',
  ]);
});
