import type { DetailedThreadEvent } from '../../domain/conversation/thread-event.js';
import type { ThreadItem, TodoItem } from '../../domain/conversation/thread-item.js';
import type { EventOutlet } from './event-outlet.js';
import { OutputDeltas } from './output-deltas.js';

type WithoutId<Item> = Item extends { readonly id: string } ? Omit<Item, 'id'> : never;

/** An item before it has an id. */
export type ItemBody = WithoutId<ThreadItem>;

/** Which kinds of items report their text in pieces. */
type StreamedType = 'agent_message' | 'reasoning';

/** What a call of a tool reports. */
export type ItemReports = Pick<TurnItems, 'start' | 'complete' | 'add' | 'streamOutput' | 'showPlan'>;

/**
 * Numbers the items of one turn and reports them. Ids are `item_0`, `item_1`, … in the order of first mention.
 * Once the turn is over, reports of commands that go on in the background are dropped.
 */
export class TurnItems {
  readonly #emit: EventOutlet['emit'];
  readonly #deltas: 'reported' | 'dropped';
  readonly #output: OutputDeltas;
  #next = 0;
  #over = false;
  #todoId: string | undefined;
  #todo: TodoItem[] = [];
  readonly #streaming = new Map<StreamedType, string>();
  /** Searches of the provider that were begun, oldest first. */
  #searches: string[] = [];

  constructor({ emit, crowded }: Pick<EventOutlet, 'emit' | 'crowded'>, deltas: 'reported' | 'dropped') {
    this.#emit = emit;
    this.#deltas = deltas;
    this.#output = new OutputDeltas((itemId, delta) => {
      this.#report({ type: 'item.delta', item_id: itemId, item_type: 'command_execution', delta });
    }, crowded);
  }

  /** Reports an item that takes time and returns its id. */
  start(body: ItemBody): string {
    const id = this.#newId();
    this.#report({ type: 'item.started', item: { id, ...body } });
    return id;
  }

  /** Reports the final state of a started item. */
  complete(id: string, body: ItemBody): void {
    this.#output.flush(id);
    this.#report({ type: 'item.completed', item: { id, ...body } });
  }

  /** Reports an item that is there at once. One that was begun before, in pieces or by `startSearch`, keeps its id. */
  add(body: ItemBody): void {
    this.complete(this.#takeBegun(body.type) ?? this.#newId(), body);
  }

  /** Reports that the provider searches the web; the next search that is added is this one. */
  startSearch(): void {
    this.#searches.push(this.start({ type: 'web_search', query: '', action: { type: 'other' } }));
  }

  /** Reports a piece of the message or the reasoning in progress. */
  streamText(type: StreamedType, delta: string): void {
    if (this.#deltas === 'dropped') return;
    const id = this.#streaming.get(type) ?? this.#newId();
    this.#streaming.set(type, id);
    this.#report({ type: 'item.delta', item_id: id, item_type: type, delta });
  }

  /** Gives up what was begun and will not be finished, because the response broke off: what comes next is another item. */
  abandonStreams(): void {
    this.#streaming.clear();
    for (const id of this.#searches.splice(0))
      this.complete(id, { type: 'web_search', query: '', action: { type: 'other' } });
  }

  /** Reports a piece of what a command printed. */
  streamOutput(itemId: string, text: string): void {
    if (this.#deltas === 'reported') this.#output.append(itemId, text);
  }

  /** Reports the agent's plan: the first time as started, then as updated. */
  showPlan(items: readonly TodoItem[]): void {
    this.#todo = [...items];
    if (this.#todoId === undefined) {
      this.#todoId = this.start({ type: 'todo_list', items: this.#todo });
      return;
    }
    this.#report({ type: 'item.updated', item: { id: this.#todoId, type: 'todo_list', items: this.#todo } });
  }

  /** Completes the plan and drops what comes later. */
  finish(): void {
    if (this.#todoId !== undefined) this.complete(this.#todoId, { type: 'todo_list', items: this.#todo });
    this.abandonStreams();
    this.#output.flushAll();
    this.#over = true;
  }

  #takeBegun(type: ItemBody['type']): string | undefined {
    if (type === 'web_search') return this.#searches.shift();
    if (type !== 'agent_message' && type !== 'reasoning') return undefined;
    const streamed = this.#streaming.get(type);
    this.#streaming.delete(type);
    return streamed;
  }

  #newId(): string {
    const id = `item_${this.#next}`;
    this.#next += 1;
    return id;
  }

  #report(event: DetailedThreadEvent): void {
    if (!this.#over) this.#emit(event);
  }
}
