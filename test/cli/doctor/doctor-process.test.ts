import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DoctorReport, EffectiveConfiguration } from '../../../src/index.js';
import { runCliIn } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const statuses = ({ checks }: DoctorReport) =>
  Object.fromEntries(checks.map(({ subject, status }) => [subject, status]));

const timeless = (text: string): string => text.replaceAll(/\/\S*\/codex-sdk-test-[^/\s]*/g, 'BASE');

/** Only what does not depend on the machine. */
const linesAbout = (report: string, subject: string): string => {
  const lines = timeless(report).split('\n');
  const start = lines.findIndex((line) => line.slice(2).startsWith(subject));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('  '));
  return lines.slice(start, end).join('\n');
};

describe('codex-sdk doctor', () => {
  it('finds nothing broken where everything is in place', async () => {
    await using workspace = await Workspace.create([]);
    const config = 'openai_base_url = "https://api.example.com/v1"\n';
    const result = await runCliIn(workspace, ['doctor', '--json'], { config });
    const report = JSON.parse(result.stdout) as DoctorReport;
    expect([result.code, result.stderr, report.healthy, statuses(report)]).toEqual([
      0,
      '',
      true,
      {
        sandbox: 'ok',
        configuration: 'ok',
        'model-provider': 'ok',
        sessions: 'ok',
        'optional-dependencies': 'ok',
        notifications: 'ok',
      },
    ]);
  });

  it('fails without a key, and says which variable to set', async () => {
    await using workspace = await Workspace.create([]);
    const config = `
model_provider = "mine"
[model_providers.mine]
name = "Mine"
base_url = "https://user:hunter2@models.example.com/v1?key=hunter3"
env_key = "MINE_KEY"
env_key_instructions = "ask the help desk for one"
`;
    const result = await runCliIn(workspace, ['doctor'], { config });
    expect([result.code, linesAbout(result.stdout, 'model provider')]).toEqual([
      1,
      `✗ model provider  \`gpt-5.5\` of Mine (\`mine\`) at https://[redacted]@models.example.com/v1?[redacted]
                  there is no API key
                  → set the environment variable \`MINE_KEY\` to the API key; ask the help desk for one`,
    ]);
  });

  it('points at what is wrong in the configuration and examines the rest', async () => {
    await using workspace = await Workspace.create([]);
    const result = await runCliIn(workspace, ['doctor'], { config: 'model = "a"\nsandbox_mode = "bogus"\n' });
    expect([result.code, linesAbout(result.stdout, 'configuration')]).toEqual([
      1,
      `✗ configuration   BASE/home/config.toml:2:16: \`sandbox_mode\` must be one of \`read-only\`, \`workspace-write\`, \`danger-full-access\`; found the string \`bogus\`
                    |
                  2 | sandbox_mode = "bogus"
                    |                ^
                  → mend the setting that is named`,
    ]);
    expect(result.stdout).toContain('✓ sessions');
  });

  it('warns about a key that travels in the open', async () => {
    await using workspace = await Workspace.create([]);
    const config = 'openai_base_url = "http://models.example.com/v1"\n';
    const result = await runCliIn(workspace, ['doctor', '--json'], { config });
    const report = JSON.parse(result.stdout) as DoctorReport;
    expect([result.code, statuses(report)['model-provider']]).toEqual([0, 'warning']);
  });

  it('says when sessions cannot be saved', async () => {
    await using workspace = await Workspace.create([]);
    await writeFile(join(workspace.codexHome, 'sessions'), 'a file');
    const result = await runCliIn(workspace, ['doctor'], {});
    expect([result.code, linesAbout(result.stdout, 'sessions')]).toEqual([
      1,
      `✗ sessions        sessions cannot be saved below \`BASE/home/sessions\`: \`BASE/home/sessions\` is not a folder
                  → make the folder writable, set \`CODEX_HOME\` to one that is, or use \`ephemeral\` threads`,
    ]);
  });

  it('warns of a notification program that is missing', async () => {
    await using workspace = await Workspace.create([]);
    const config = 'notify = ["./here.sh"]\n';
    const result = await runCliIn(workspace, ['doctor'], { config });
    expect([result.code, linesAbout(result.stdout, 'notifications')]).toEqual([
      0,
      `! notifications   \`./here.sh\` is run with a JSON argument for every completed turn (\`notify\` is configured)
                  the program of \`notify\` was not found
                  → give it an absolute path, or a name that is in the absolute directories of \`PATH\``,
    ]);
  });

  it('sends a notification with --notify, through the program that is configured', async () => {
    await using workspace = await Workspace.create([]);
    const program = workspace.outside('notify.sh');
    const record = workspace.outside('record.json');
    await writeFile(program, `#!/bin/sh\nprintf '%s' "$1" > ${record}\n`);
    await chmod(program, 0o755);
    const result = await runCliIn(workspace, ['doctor', '--notify'], { config: `notify = ["${program}"]\n` });
    const sent = JSON.parse(await readFile(record, 'utf8')) as Record<string, unknown>;
    expect(linesAbout(result.stdout, 'notifications')).toContain(
      'is run with a JSON argument for every completed turn',
    );
    expect([result.code, sent.type, sent['last-assistant-message']]).toEqual([
      0,
      'agent-turn-complete',
      'Notifications work.',
    ]);
  });
});

describe('codex-sdk doctor --config', () => {
  const config = `
model = "one"
[mcp_servers.docs]
command = "npx"
env = { TOKEN = "secret" }
[profiles.fast]
model = "two"
[profiles.fast.model_providers.x]
experimental_bearer_token = "secret"
`;

  it('shows every setting with the layer it comes from, and no secret', async () => {
    await using workspace = await Workspace.create([]);
    await writeFile(join(workspace.codexHome, 'fast.config.toml'), 'model_verbosity = "low"\n');
    const args = ['doctor', '--config', '-p', 'fast', '-c', 'model_verbosity=high', '-c', 'api_key=secret'];
    const result = await runCliIn(workspace, args, { config });
    expect([result.code, timeless(result.stdout)]).toEqual([
      0,
      `Codex home: BASE/home
directory: BASE/repository
project trust: undecided

user BASE/home/config.toml
  mcp_servers.docs.command = "npx"
  mcp_servers.docs.env.TOKEN = "[redacted]"
  profiles.fast.model = "two"
  profiles.fast.model_providers.x.experimental_bearer_token = "[redacted]"

profile BASE/home/fast.config.toml
  (everything overridden by higher layers)

profile BASE/home/config.toml [profiles.fast]
  model = "two"
  model_providers.x.experimental_bearer_token = "[redacted]"

session the option \`configOverrides\` (\`-c\`)
  model_verbosity = "high"
  api_key = "[redacted]"

warning: the option \`configOverrides\` (\`-c\`): unknown key \`api_key\` is ignored
`,
    ]);
  });

  it('prints the same as JSON', async () => {
    await using workspace = await Workspace.create([]);
    const result = await runCliIn(workspace, ['doctor', '--config', '--json'], { config: 'model = "one"\n' });
    const configuration = JSON.parse(result.stdout) as EffectiveConfiguration;
    const layer = { name: 'user', source: join(workspace.codexHome, 'config.toml') };
    expect(configuration).toEqual({
      codexHome: workspace.codexHome,
      workingDirectory: workspace.directory,
      layers: [layer],
      entries: [{ key: 'model', value: 'one', layer }],
      warnings: [],
    });
  });

  it('says whether a project is trusted, and leaves an untrusted one out', async () => {
    await using workspace = await Workspace.create([]);
    await mkdir(join(workspace.directory, '.codex'));
    await writeFile(join(workspace.directory, '.codex/config.toml'), 'model = "of the project"\n');
    const result = await runCliIn(workspace, ['doctor', '--config'], {
      config: `[projects."${workspace.directory}"]\ntrust_level = "untrusted"\n`,
    });
    expect(result.stdout).toContain('project trust: untrusted\n');
    expect(result.stdout).not.toContain('of the project"');
  });

  it('fails with the place of a mistake', async () => {
    await using workspace = await Workspace.create([]);
    const result = await runCliIn(workspace, ['doctor', '--config'], { config: 'model = \n' });
    expect([result.code, result.stdout, timeless(result.stderr).split('\n')[0]]).toEqual([
      1,
      '',
      'Error: BASE/home/config.toml:1:9: not valid TOML: invalid value',
    ]);
  });
});
