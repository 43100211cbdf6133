#!/usr/bin/env node
import { runCommandLine } from './command-line.js';
import { processHost } from './process-host.js';

const { host, release, lostOutput } = processHost();
const status = await runCommandLine(host);
release();
const lost = lostOutput();
// What redirects its output and looks at the status alone must not take half an answer for a whole one.
if (lost !== undefined) host.stderr.write(`Error: the output could not be written: ${lost.message}\n`);
process.exitCode = lost === undefined ? status : 1;
// Whoever sent SIGTERM expects to see that the process ended by it. Everything is closed by now.
if (host.stop.reason === 'SIGTERM') process.kill(process.pid, 'SIGTERM');
