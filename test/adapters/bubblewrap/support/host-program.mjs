// Runs one command in the sandbox as a program of its own would, and prints its output. Arguments: sources, JSON. A starving one tries it
// again and again, first with no file left that it could open, then with one, with two and so on; it prints how the attempts ended. One that
// ends early kills itself a given time after it has started bubblewrap for a second command; a crowded one gives that more variables than a
// pipe has room for.
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
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
const many = Array.from({ length: input.crowded ? 200 : 0 }, (_, index) => [`VARIABLE_${index}`, 'x'.repeat(4_000)]);
const environment = { PATH: '/usr/bin:/bin', ...Object.fromEntries(many), LAST: 'last' };
const planned = sandbox.plan({ argv, cwd, environment, profile, context, facts });
if (!planned.ok) throw new Error(planned.error.message);
const run = (onOutput) => sandbox.spawn(planned.value, { stdin: 'closed', onOutput }).outcome;
if (input.starving) process.stdout.write(JSON.stringify([await starve(), await starve()]));
else if (input.endsAfterMs !== undefined) await endEarly();
else process.exitCode = (await run(({ stream, bytes }) => void process[stream].write(bytes))).exitCode ?? 99;
await sandbox.close();

async function starve() {
  const before = readdirSync('/proc/self/fd').length;
  const ends = [];
  const files = openAll();
  while (files.length > 0 && ends.length < 24) {
    ends.push(
      await run(() => undefined).then(
        ({ kind }) => kind,
        ({ code }) => code,
      ),
    );
    closeSync(files.pop());
  }
  for (const file of files) closeSync(file);
  return { ends: [...new Set(ends)], left: readdirSync('/proc/self/fd').length - before };
}

async function endEarly() {
  await sandbox.spawn(sandbox.plan({ argv: ['true'], cwd, environment: {}, profile, context, facts }).value, {
    stdin: 'closed',
    onOutput: () => undefined,
  }).outcome;
  void run(() => undefined);
  const endOnceStarted = () => {
    // The first child is the guardian.
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    if (children.length > 1) {
      for (const start = performance.now(); performance.now() - start < input.endsAfterMs; );
      process.kill(process.pid, 'SIGKILL');
    }
    setImmediate(endOnceStarted);
  };
  endOnceStarted();
  await new Promise(() => undefined);
}

function openAll() {
  const files = [];
  for (;;) {
    try {
      files.push(openSync('/dev/null'));
    } catch {
      return files;
    }
  }
}
