// Runs one command in the sandbox as a program of its own would, and prints its output. Arguments: sources, JSON.
import { pathToFileURL } from 'node:url';

const [, , sources, text] = process.argv;
const input = JSON.parse(text);
const load = (path) => import(pathToFileURL(`${sources}/${path}`).href);
const { BubblewrapSandbox } = await load('adapters/bubblewrap/bubblewrap-sandbox.js');
const { NodeFileSystem } = await load('adapters/node/node-file-system.js');
const { pathsOfInterest } = await load('domain/permissions/paths-of-interest.js');

const files = new NodeFileSystem();
const { cwd, profile, argv } = input;
const context = { cwd, workspaceRoots: [cwd] };
const facts = new Map();
for (const path of pathsOfInterest(profile, context)) facts.set(path, await files.inspect(path));
const sandbox = new BubblewrapSandbox({ stateDirectory: input.stateDirectory });
const planned = sandbox.plan({ argv, cwd, environment: { PATH: '/usr/bin:/bin' }, profile, context, facts });
if (!planned.ok) throw new Error(planned.error.message);
const command = sandbox.spawn(planned.value, {
  stdin: 'closed',
  onOutput: ({ stream, bytes }) => process[stream].write(bytes),
});
process.exitCode = (await command.outcome).exitCode ?? 99;
await sandbox.close();
