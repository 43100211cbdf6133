/** What a pattern that is relative to the workspace roots starts with on the wire. */
export const workspaceGlobPrefix = 'codex-project-roots://';
