import type { Command } from 'commander';
import { type ConfigFlags, configFlags, flagsOf } from '../shared-flags.js';

/** Adds `mcp-server`. */
export function addMcpServerCommand(program: Command, action: (flags: ConfigFlags) => Promise<void>): void {
  const server = program
    .command('mcp-server')
    .description('Serve the agent to other programs, over the Model Context Protocol on the standard streams.')
    .usage('[options]');
  for (const option of configFlags()) server.addOption(option);
  server.action(() => action(flagsOf(server)));
}
