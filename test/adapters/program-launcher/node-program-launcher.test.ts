import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import {
  NodeProgramLauncher,
  type NodeProgramLauncherOptions,
} from '../../../src/adapters/program-launcher/node-program-launcher.js';
import { createRecordingProgram, isRunning, type RecordingProgram, until } from '../../support/recording-program.js';

const open: { launchers: NodeProgramLauncher[]; programs: RecordingProgram[] } = { launchers: [], programs: [] };

afterEach(async () => {
  await Promise.all(open.launchers.splice(0).map((launcher) => launcher.close()));
  await Promise.all(open.programs.splice(0).map((program) => program.remove()));
});

describe.skipIf(process.platform === 'win32')('NodeProgramLauncher', () => {
  it('hands over arguments, environment, input and directory as they are', async () => {
    const program = await recording({});
    const { launcher, logger } = launching({});
    const variables = { PATH: '/nowhere', ODD: '$(id) "quoted"\nline' };
    const words = ['', '-x', '--', '$(touch owned)', '`id`', '"', "'", '\\', 'a\nb', '*', '漢字 🧑‍🚀'];
    launcher.launch({
      program: program.path,
      arguments: words,
      variables,
      input: 'in\nput',
      workingDirectory: program.directory,
    });
    const [call] = await callsOf(program);
    expect(call).toEqual({
      pid: expect.any(Number),
      arguments: words,
      cwd: program.directory,
      input: 'in\nput',
      variables: expect.objectContaining(variables),
    });
    expect(logger.entries).toEqual([]);
  });

  it('gives an empty input and the directory of the program when nothing is said', async () => {
    const program = await recording({});
    launching({}).launcher.launch({ program: program.path, arguments: [], variables: {} });
    expect((await callsOf(program)).map(({ cwd, input }) => ({ cwd, input }))).toEqual([
      { cwd: program.directory, input: '' },
    ]);
  });

  it('looks a bare name up in the absolute directories of PATH, never in the working directory', async () => {
    const planted = await recording({ name: 'notify' });
    const genuine = await recording({ name: 'notify' });
    const call = { program: 'notify', arguments: [], workingDirectory: planted.directory };
    const { launcher } = launching({});
    launcher.launch({ ...call, variables: { PATH: `.::${genuine.directory}` } });
    await callsOf(genuine);
    expect(await planted.calls()).toEqual([]);
  });

  it.each<[string, (program: RecordingProgram) => Promise<string>, unknown]>([
    ['missing', async () => '/no/such/program', notFound()],
    ['a relative path', async () => './record', notFound()],
    ['not executable', makeUnexecutable, notFound()],
    ['a directory', makeDirectory, notFound()],
    [
      'of no known format',
      makeGarbage,
      expect.stringMatching(/^program (?:could not be started|failed with exit code \d+)$/),
    ],
  ])('stays silent when the program is %s, and says so in the log', async (_, prepare, message) => {
    const program = await recording({});
    const { launcher, logger } = launching({});
    launcher.launch({
      program: await prepare(program),
      arguments: [],
      variables: {},
      workingDirectory: program.directory,
    });
    await until(async () => logger.entries.length > 0);
    expect(logger.entries).toMatchObject([{ level: 'warn', message }]);
    expect(await program.calls()).toEqual([]);
  });

  it.each([
    ['a directory that is gone', { workingDirectory: '/no/such/directory' }],
    ['an argument with a NUL', { arguments: ['a\0b'] }],
    ['an argument that is too long', { arguments: ['x'.repeat(5_000_000)] }],
  ])('stays silent about %s', async (_, change) => {
    const program = await recording({});
    const { launcher, logger } = launching({});
    launcher.launch({ program: program.path, arguments: [], variables: {}, ...change } as never);
    await until(async () => logger.entries.length > 0);
    expect(logger.entries).toMatchObject([{ level: 'warn', message: 'program could not be started' }]);
  });

  it('does not mind a program that does not read its input', async () => {
    const { launcher } = launching({});
    launcher.launch({ program: '/bin/true', arguments: [], variables: {}, input: 'x'.repeat(1_000_000) });
    await launcher.close();
  });

  it('discards what a program prints, and ends it at its time limit', async () => {
    const program = await recording({ behaviour: 'floods' });
    const { launcher, logger } = launching({ timeoutMs: 1_500 });
    launcher.launch({ program: program.path, arguments: [], variables: {} });
    const [call] = await callsOf(program);
    await until(async () => !(await isRunning(call?.pid ?? 0)));
    expect(logger.entries).toMatchObject([{ level: 'warn', message: 'program ended: it ran longer than 1500 ms' }]);
  });

  it('ends a program that ignores the request, with what it started, at its time limit', async () => {
    const program = await recording({ behaviour: 'hangs' });
    launching({ timeoutMs: 1_500 }).launcher.launch({ program: program.path, arguments: [], variables: {} });
    await allGone(program);
  });

  it('ends what a program left behind, at the time limit of the program', async () => {
    const program = await recording({ behaviour: 'leaves' });
    launching({ timeoutMs: 1_500 }).launcher.launch({ program: program.path, arguments: [], variables: {} });
    await allGone(program);
  });

  it.each(['hangs', 'floods', 'leaves'] as const)(
    'leaves nothing behind when it is closed while a program %s',
    async (behaviour) => {
      const program = await recording({ behaviour });
      const { launcher } = launching({});
      launcher.launch({ program: program.path, arguments: [], variables: {} });
      await callsOf(program);
      const start = performance.now();
      await launcher.close();
      // A second, and some allowance for a machine under load.
      expect(performance.now() - start).toBeLessThan(1_500);
      await allGone(program);
    },
  );

  it('lets a program finish that was started right before it is closed', async () => {
    const program = await recording({});
    const { launcher, logger } = launching({});
    launcher.launch({ program: '/bin/sh', arguments: ['-c', `: > '${program.directory}/1.json'`], variables: {} });
    await launcher.close();
    await expect(program.calls()).rejects.toThrow('JSON');
    expect(logger.entries).toEqual([]);
  });

  it('drops what exceeds the number that may run, and has room again afterwards', async () => {
    const program = await recording({});
    const { launcher, logger } = launching({ maxRunning: 2 });
    const call = { program: program.path, arguments: [], variables: {} };
    for (let count = 0; count < 5; count += 1) launcher.launch(call);
    await until(async () => (await program.calls()).length === 2);
    const dropped = { level: 'warn', message: 'program not started: 2 of its kind are still running' };
    expect(logger.entries).toMatchObject([dropped, dropped, dropped]);
    await until(async () => {
      launcher.launch(call);
      return (await program.calls()).length > 2;
    });
  });

  it('starts nothing once it is closed', async () => {
    const program = await recording({});
    const { launcher, logger } = launching({});
    await Promise.all([launcher.close(), launcher.close()]);
    launcher.launch({ program: program.path, arguments: [], variables: {} });
    await launcher.close();
    expect(logger.entries).toMatchObject([{ message: 'program not started: the launcher is closed' }]);
    expect(await program.calls()).toEqual([]);
  });
});

async function recording(options: Parameters<typeof createRecordingProgram>[0]): Promise<RecordingProgram> {
  const program = await createRecordingProgram(options);
  open.programs.push(program);
  return program;
}

function launching(options: NodeProgramLauncherOptions) {
  const logger = new RecordingLogger();
  const launcher = new NodeProgramLauncher({ logger, ...options });
  open.launchers.push(launcher);
  return { launcher, logger };
}

async function callsOf(program: RecordingProgram) {
  await until(async () => (await program.calls()).length > 0);
  return program.calls();
}

async function allGone(program: RecordingProgram): Promise<void> {
  await callsOf(program);
  const pids = [...(await program.calls()).map((call) => call.pid), ...(await program.children())];
  await until(async () => !(await Promise.all(pids.map(isRunning))).includes(true));
}

function notFound(): string {
  return 'program not found; expected an absolute path or a name in the absolute directories of `PATH`';
}

async function makeUnexecutable(program: RecordingProgram): Promise<string> {
  await chmod(program.path, 0o644);
  return program.path;
}

async function makeDirectory(program: RecordingProgram): Promise<string> {
  const path = join(program.directory, 'directory');
  await mkdir(path);
  return path;
}

async function makeGarbage(program: RecordingProgram): Promise<string> {
  const path = join(program.directory, 'garbage');
  await writeFile(path, Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0), { mode: 0o755 });
  return path;
}
