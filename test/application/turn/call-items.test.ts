import { describe, expect, it } from 'vitest';
import { CallItems } from '../../../src/application/turn/call-items.js';
import { TurnItems } from '../../../src/application/turn/turn-items.js';

const command = { type: 'command_execution', command: 'ls', aggregated_output: '', exit_code: 0 } as const;

function begin() {
  const seen: string[] = [];
  const items = new TurnItems({ emit: (event) => void seen.push(event.type), crowded: () => false }, 'reported');
  return { seen, items: new CallItems(items) };
}

describe('CallItems', () => {
  it('keep what is completed while the call is held, in its order, and nothing else', () => {
    const { seen, items } = begin();
    items.hold();
    const id = items.start({ ...command, status: 'in_progress' });
    items.complete(id, { ...command, status: 'completed' });
    items.add({ type: 'error', message: 'late' });
    items.streamOutput(id, 'x');
    items.showPlan([]);
    expect(seen).toEqual(['item.started', 'item.delta', 'item.started']);
    items.release();
    expect(seen.slice(3)).toEqual(['item.completed', 'item.completed']);
  });

  it('pass on what is completed before the call is held, and after it was released', () => {
    const { seen, items } = begin();
    items.add({ type: 'error', message: 'early' });
    items.hold();
    items.release();
    items.add({ type: 'error', message: 'late' });
    expect(seen).toEqual(['item.completed', 'item.completed']);
  });
});
