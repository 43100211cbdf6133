import { applyPatchGrammar } from '../patch/apply-patch-grammar.js';
import type { ToolDefinition } from './tool-definition.js';

/** `apply_patch` as it is offered to the model. */
export const applyPatchDefinition: ToolDefinition = {
  kind: 'custom',
  name: 'apply_patch',
  description:
    'Adds, changes, moves and deletes files. The input is the patch itself, as plain text, not wrapped in JSON or in a code block.',
  grammar: { syntax: 'lark', definition: applyPatchGrammar },
};
