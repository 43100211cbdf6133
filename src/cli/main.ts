#!/usr/bin/env node
import { runCommandLine } from './command-line.js';
import { processHost } from './process-host.js';

const { host, release } = processHost();
process.exitCode = await runCommandLine(host);
release();
// Whoever sent SIGTERM expects to see that the process ended by it. Everything is closed by now.
if (host.stop.reason === 'SIGTERM') process.kill(process.pid, 'SIGTERM');
