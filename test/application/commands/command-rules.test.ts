import { describe, expect, it } from 'vitest';
import { InMemoryRuleStore } from '../../../src/adapters/in-memory/in-memory-rule-store.js';
import { CommandRules, type RuleReader } from '../../../src/application/commands/command-rules.js';
import type { RuleDecision } from '../../../src/domain/approvals/rules/exec-rules.js';
import { err, ok } from '../../../src/domain/result.js';
import type { RuleStore } from '../../../src/ports/rule-store.js';
import { absolute } from '../support/build.js';

function reading(turnId: string, replaced: Partial<RuleReader> = {}): RuleReader {
  return {
    turnId,
    network: 'restricted',
    mayWrite: async () => false,
    warn: (message) => expect.fail(message),
    ...replaced,
  };
}

async function patternsOf(rules: CommandRules, turnId: string): Promise<readonly (readonly [string, RuleDecision])[]> {
  const inForce = await rules.inForce(reading(turnId));
  if (!inForce.ok) throw new Error(inForce.error);
  return inForce.value.prefixRules.map(({ pattern, decision }) => [pattern.flat().join(' '), decision]);
}

describe('CommandRules', () => {
  it('reads once for all commands of a turn, and anew for the next turn', async () => {
    const store = new InMemoryRuleStore([
      { name: 'a', text: 'prefix_rule(pattern=["git", "push"], decision="prompt")' },
    ]);
    let reads = 0;
    const counting: RuleStore = {
      read: () => {
        reads += 1;
        return store.read();
      },
      allowPrefix: (prefix) => store.allowPrefix(prefix),
    };
    const rules = new CommandRules(counting);
    expect(await Promise.all(['one', 'one', 'two'].map((turn) => patternsOf(rules, turn)))).toEqual(
      Array(3).fill([['git push', 'prompt']]),
    );
    expect(reads).toBe(2);
  });

  it('counts what was allowed at once', async () => {
    const rules = new CommandRules(new InMemoryRuleStore());
    const before = await patternsOf(rules, 'one');
    expect(await rules.allow(['ls'])).toEqual({ ok: true, value: undefined });
    expect([before, await patternsOf(rules, 'one')]).toEqual([[], [['ls', 'allow']]]);
  });

  it('keeps to itself what the store could not keep, and says so', async () => {
    const store = new InMemoryRuleStore();
    const full: RuleStore = {
      read: () => store.read(),
      allowPrefix: async () => err({ code: 'unwritable', location: 'disk', message: 'the disk is full' }),
    };
    const rules = new CommandRules(full);
    expect(await rules.allow(['ls'])).toEqual({ ok: false, error: 'the disk is full' });
    expect(await patternsOf(rules, 'two')).toEqual([['ls', 'allow']]);
  });

  it.each<[string, RuleStore, string]>([
    [
      'cannot be read',
      {
        read: async () => err({ code: 'unreadable', location: 'disk', message: 'the disk is gone' }),
        allowPrefix: () => Promise.reject(new Error('not asked for')),
      },
      'the disk is gone',
    ],
    ['are wrong', new InMemoryRuleStore([{ name: 'a', text: 'rule()' }]), 'a:1:1: unknown function `rule`'],
  ])('gives the reason when rules %s', async (_, store, reason) => {
    const inForce = await new CommandRules(store).inForce(reading('one'));
    expect(inForce).toEqual({ ok: false, error: expect.stringContaining(reason) });
  });

  it('takes no permission from files of a project that commands may change, and says so once for each of them', async () => {
    const place = absolute('/repo/.codex/rules/a.rules');
    const text = 'prefix_rule(pattern=["ls"])\nprefix_rule(pattern=["rm"], decision="forbidden")';
    const asked: unknown[] = [];
    const store: RuleStore = {
      read: async (directories) => {
        asked.push(directories);
        return ok([
          { name: 'own', text: 'prefix_rule(pattern=["own"])' },
          { name: 'project', text, place },
        ]);
      },
      allowPrefix: () => Promise.reject(new Error('not asked for')),
    };
    const rules = new CommandRules(store, [absolute('/repo')]);
    const warnings: string[] = [];
    const inForce = (mayWrite: boolean) =>
      rules.inForce(
        reading(`turn ${asked.length}`, { mayWrite: async () => mayWrite, warn: (message) => warnings.push(message) }),
      );
    const decisions = [await inForce(false), await inForce(true), await inForce(true)].map((result) =>
      result.ok ? result.value.prefixRules.map(({ decision }) => decision) : result,
    );
    expect(decisions).toEqual([
      ['allow', 'allow', 'forbidden'],
      ['allow', 'forbidden'],
      ['allow', 'forbidden'],
    ]);
    expect(warnings).toEqual([expect.stringContaining('commands may change `project`')]);
    expect(asked[0]).toEqual(['/repo']);
  });

  it.each([
    ['deny', 'enabled', 1],
    ['deny', 'restricted', 0],
    ['allow', 'enabled', 0],
  ] as const)('says that a host rule to %s has no effect where it has none: %s', async (decision, network, count) => {
    const text = `network_rule("a.com", "https", "${decision}")`;
    const rules = new CommandRules(new InMemoryRuleStore([{ name: 'a', text }]));
    const warnings: string[] = [];
    for (const turn of ['one', 'two']) {
      await rules.inForce(reading(turn, { network, warn: (message) => warnings.push(message) }));
    }
    expect(warnings).toEqual(Array(count).fill(expect.stringContaining('keeps nothing away')));
  });
});
