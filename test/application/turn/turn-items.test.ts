import { describe, expect, it } from 'vitest';
import { TurnItems } from '../../../src/application/turn/turn-items.js';
import type { DetailedThreadEvent } from '../../../src/domain/conversation/thread-event.js';

function recording(deltas: 'reported' | 'dropped' = 'reported', crowded = () => false) {
  const events: DetailedThreadEvent[] = [];
  return { events, items: new TurnItems({ emit: (event) => events.push(event), crowded }, deltas) };
}

const message = (text: string) => ({ type: 'agent_message', text }) as const;
const reasoning = (text: string) => ({ type: 'reasoning', text }) as const;
const tool = { type: 'mcp_tool_call', server: 's', tool: 't', arguments: {}, result: null, error: null } as const;

describe('TurnItems', () => {
  it('numbers items in the order of first mention', () => {
    const { events, items } = recording();
    const id = items.start({ ...tool, status: 'in_progress' });
    items.add(message('hello'));
    items.complete(id, { ...tool, status: 'completed' });
    expect(events).toEqual([
      { type: 'item.started', item: { id: 'item_0', ...tool, status: 'in_progress' } },
      { type: 'item.completed', item: { id: 'item_1', type: 'agent_message', text: 'hello' } },
      { type: 'item.completed', item: { id: 'item_0', ...tool, status: 'completed' } },
    ]);
  });

  it('reports pieces under the id of the item they belong to', () => {
    const { events, items } = recording();
    items.streamText('reasoning', 'hm');
    items.streamText('agent_message', 'hel');
    items.streamText('agent_message', 'lo');
    items.add(reasoning('hm'));
    items.add(message('hello'));
    items.add(message('again'));
    expect(events).toEqual([
      { type: 'item.delta', item_id: 'item_0', item_type: 'reasoning', delta: 'hm' },
      { type: 'item.delta', item_id: 'item_1', item_type: 'agent_message', delta: 'hel' },
      { type: 'item.delta', item_id: 'item_1', item_type: 'agent_message', delta: 'lo' },
      { type: 'item.completed', item: { id: 'item_0', ...reasoning('hm') } },
      { type: 'item.completed', item: { id: 'item_1', ...message('hello') } },
      { type: 'item.completed', item: { id: 'item_2', ...message('again') } },
    ]);
  });

  it('reports no pieces, and spends no ids on them, unless they are wanted', () => {
    const { events, items } = recording('dropped');
    items.streamText('agent_message', 'hel');
    items.streamOutput('item_0', 'x');
    items.add(message('hello'));
    expect(events).toEqual([{ type: 'item.completed', item: { id: 'item_0', ...message('hello') } }]);
  });

  it('starts another item for the pieces of a sampling that is repeated', () => {
    const { events, items } = recording();
    items.streamText('agent_message', 'hel');
    items.abandonStreams();
    items.streamText('agent_message', 'hello');
    items.add(message('hello'));
    expect(events).toEqual([
      { type: 'item.delta', item_id: 'item_0', item_type: 'agent_message', delta: 'hel' },
      { type: 'item.delta', item_id: 'item_1', item_type: 'agent_message', delta: 'hello' },
      { type: 'item.completed', item: { id: 'item_1', ...message('hello') } },
    ]);
  });

  it('shows one plan that is updated and completed at the end', () => {
    const { events, items } = recording();
    const [open, done] = [[{ text: 'a', completed: false }], [{ text: 'a', completed: true }]];
    items.showPlan(open);
    items.showPlan(done);
    items.finish();
    const plan = (steps: typeof open) => ({ id: 'item_0', type: 'todo_list', items: steps });
    expect(events).toEqual([
      { type: 'item.started', item: plan(open) },
      { type: 'item.updated', item: plan(done) },
      { type: 'item.completed', item: plan(done) },
    ]);
  });

  it('reports nothing once the turn is over, such as the end of a command in the background', () => {
    const { events, items } = recording();
    const id = items.start({ ...tool, status: 'in_progress' });
    items.finish();
    items.complete(id, { ...tool, status: 'completed' });
    items.streamOutput(id, 'late');
    items.showPlan([]);
    items.add(message('late'));
    items.finish();
    expect(events).toHaveLength(1);
  });

  it('holds output back while the host does not keep up, and passes it on together', () => {
    let crowded = true;
    const { events, items } = recording('reported', () => crowded);
    const ids = [items.start({ ...tool, status: 'in_progress' }), items.start({ ...tool, status: 'in_progress' })];
    const [first = '', second = ''] = ids;
    items.streamOutput(first, 'a');
    items.streamOutput(first, 'b');
    items.streamOutput(second, 'x'.repeat(2_000_000));
    crowded = false;
    items.streamOutput(first, 'c');
    items.complete(second, { ...tool, status: 'completed' });
    const half = 'x'.repeat(524_288);
    expect(events.slice(2)).toEqual([
      { type: 'item.delta', item_id: first, item_type: 'command_execution', delta: 'ab' },
      { type: 'item.delta', item_id: first, item_type: 'command_execution', delta: 'c' },
      {
        type: 'item.delta',
        item_id: second,
        item_type: 'command_execution',
        delta: `${half}\n... 951424 bytes omitted ...\n${half}`,
      },
      { type: 'item.completed', item: { id: second, ...tool, status: 'completed' } },
    ]);
  });

  it('passes on what it held back when the turn ends', () => {
    const { events, items } = recording('reported', () => true);
    items.streamOutput('item_0', 'held');
    items.finish();
    expect(events).toEqual([{ type: 'item.delta', item_id: 'item_0', item_type: 'command_execution', delta: 'held' }]);
  });

  it('does not let a host change a plan by changing what it was shown', () => {
    const { events, items } = recording();
    const steps = [{ text: 'a', completed: false }];
    items.showPlan(steps);
    steps.push({ text: 'b', completed: false });
    items.finish();
    expect(events.at(-1)).toEqual({
      type: 'item.completed',
      item: { id: 'item_0', type: 'todo_list', items: [{ text: 'a', completed: false }] },
    });
  });
});
