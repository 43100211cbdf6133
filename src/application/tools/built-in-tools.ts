import { applyPatchDefinition } from '../../domain/tools/apply-patch.js';
import { execCommandDefinition } from '../../domain/tools/exec-command.js';
import type { ToolDefinition } from '../../domain/tools/tool-definition.js';
import type { ToolRules } from '../../domain/tools/tool-rules.js';
import { updatePlanTool } from '../../domain/tools/update-plan.js';
import { viewImageTool } from '../../domain/tools/view-image.js';
import { writeStdinTool } from '../../domain/tools/write-stdin.js';
import type { Tool } from './tool.js';

/** A tool of the agent itself. Its code is loaded with the first call to it, so that no first request waits for it. */
export interface BuiltInTool {
  /** The tool as these rules let it be offered; undefined when they do not. */
  readonly define: (rules: ToolRules) => ToolDefinition | undefined;
  readonly load: () => Promise<Tool>;
}

/** In the order in which they are offered. */
export const builtInTools: readonly BuiltInTool[] = [
  { define: execCommandDefinition, load: async () => (await import('./exec-command-tool.js')).execCommand },
  { define: () => writeStdinTool, load: async () => (await import('./write-stdin.js')).writeStdin },
  { define: () => updatePlanTool, load: async () => (await import('./update-plan.js')).updatePlan },
  {
    define: ({ applyPatch }) => (applyPatch === 'offered' ? applyPatchDefinition : undefined),
    load: async () => (await import('./apply-patch-tool.js')).applyPatchTool,
  },
  {
    define: ({ viewImage }) => (viewImage === 'offered' ? viewImageTool : undefined),
    load: async () => (await import('./view-image.js')).viewImage,
  },
];
