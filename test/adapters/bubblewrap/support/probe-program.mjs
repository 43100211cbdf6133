// Probes the sandbox as a program of its own would, and prints what was found. Arguments: sources, where bubblewrap may be (JSON).
import { pathToFileURL } from 'node:url';

const [, , sources, places] = process.argv;
const { BubblewrapSandbox } = await import(pathToFileURL(`${sources}/adapters/bubblewrap/bubblewrap-sandbox.js`).href);
const sandbox = new BubblewrapSandbox({ binaries: JSON.parse(places) });
process.stdout.write(JSON.stringify(await sandbox.probe()));
await sandbox.close();
