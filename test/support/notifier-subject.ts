import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeProgramLauncher } from '../../src/adapters/program-launcher/node-program-launcher.js';
import { type AbsolutePath, parseAbsolutePath } from '../../src/domain/paths/absolute-path.js';
import type { Notifier } from '../../src/ports/notifier.js';
import type { ProgramLauncher } from '../../src/ports/program-launcher.js';
import type { NotifierScenario, NotifierSubject } from '../../src/testing/describe-notifier.js';

/** Builds a notifier around a program. */
export type BuildNotifier = (program: AbsolutePath, launcher: ProgramLauncher) => Notifier;

const scripts: Readonly<Record<'works' | 'hangs', string>> = {
  // Starts faster than anything else could, so that it has written before `close` loses its patience.
  works: '#!/bin/sh\n: > "$0.$$.called"\n',
  hangs: '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep 1; done\n',
};

/** The subject of a contract test whose notifier runs a program; in the scenario `missing` there is no such program. */
export async function programSubject(scenario: NotifierScenario, build: BuildNotifier): Promise<NotifierSubject> {
  const directory = await mkdtemp(join(tmpdir(), 'notifier '));
  const program = parseAbsolutePath(join(directory, 'program'));
  if (!program.ok) throw new Error('the temporary directory should be absolute');
  if (scenario !== 'missing') await writeFile(program.value, scripts[scenario], { mode: 0o755 });
  return {
    notifier: build(program.value, new NodeProgramLauncher()),
    arrived: async () => (await readdir(directory)).filter((name) => name.endsWith('.called')).length,
    cleanUp: () => rm(directory, { recursive: true, force: true }),
  };
}
