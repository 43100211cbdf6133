import type { McpServer } from '../config/mcp-servers.js';
import type { ToolDefinition } from '../tools/tool-definition.js';
import type { McpTool } from './mcp-tool.js';
import { distinctNames, modelName } from './model-name.js';

/** Whether a call has to be approved: not at all, where the approval policy allows to ask, or in every case. */
export type McpToolApproval = 'not-needed' | 'by-policy' | 'always';

/** What a server says about itself when it is started. */
export interface McpServerDescription {
  /** What the model should know about the server as a whole; empty when it says nothing. */
  readonly instructions: string;
  readonly tools: readonly McpTool[];
}

/** The tools of one server as the model sees them. */
export interface McpNamespace {
  readonly definition: Extract<ToolDefinition, { kind: 'namespace' }>;
  /** From the name that the model uses to the server's tool. */
  readonly tools: ReadonlyMap<string, McpTool>;
  /** From the name that the model uses to how its calls are approved. */
  readonly approvals: ReadonlyMap<string, McpToolApproval>;
}

type Selection = Pick<McpServer, 'enabledTools' | 'disabledTools' | 'defaultApprovalMode' | 'toolApprovalModes'>;

/** The tools that the configuration lets through, sorted by name, under the given namespace; `undefined` when there are none. */
export function selectTools(
  server: Selection,
  { instructions, tools }: McpServerDescription,
  namespace: string,
): McpNamespace | undefined {
  const byName = new Map(tools.filter(({ name }) => isEnabled(server, name)).map((tool) => [tool.name, tool]));
  const raw = [...byName.keys()].sort();
  const names = [...distinctNames(raw, modelName)].sort(([, a], [, b]) => (a < b ? -1 : 1));
  const chosen = names.flatMap(([key, name]): (readonly [string, McpTool])[] => {
    const tool = byName.get(key);
    return tool === undefined ? [] : [[name, tool]];
  });
  if (chosen.length === 0) return undefined;
  const functions = chosen.map(
    ([name, { description, inputSchema }]) =>
      ({ kind: 'function', name, description, parameters: inputSchema, strict: false }) as const,
  );
  return {
    definition: { kind: 'namespace', name: namespace, description: instructions, tools: functions },
    tools: new Map(chosen),
    approvals: new Map(chosen.map(([name, tool]) => [name, approvalOf(server, tool)])),
  };
}

/** Whether the filters of the configuration let a tool through; `disabled_tools` wins over `enabled_tools`. */
export function isEnabled({ enabledTools, disabledTools }: Selection, tool: string): boolean {
  return (enabledTools === undefined || enabledTools.includes(tool)) && !disabledTools.includes(tool);
}

/**
 * How calls of a tool are approved. `auto` goes by the annotations: a tool that says it is destructive is asked about, one that only
 * reads is not, and one that says nothing may do anything.
 */
export function approvalOf(
  { defaultApprovalMode, toolApprovalModes }: Pick<Selection, 'defaultApprovalMode' | 'toolApprovalModes'>,
  { name, annotations: { readOnly, destructive, openWorld } }: McpTool,
): McpToolApproval {
  const mode = toolApprovalModes.get(name) ?? defaultApprovalMode;
  if (mode === 'approve') return 'not-needed';
  if (mode === 'prompt') return 'always';
  if (destructive === true) return 'by-policy';
  if (readOnly === true) return 'not-needed';
  return destructive === false && openWorld === false ? 'not-needed' : 'by-policy';
}
