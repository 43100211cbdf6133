import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Answers one request. */
type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

type Exchange = Parameters<Answer>;

const maxWaiting = 16;

/**
 * Has the requests of a connection answered one after the other, as their answers have to come anyway. A client may send any number ahead
 * before it reads an answer, and each that is begun takes a connection of this process.
 */
export class RequestTurns {
  readonly #answer: Answer;
  /** Who waits, for each connection with a request that is being answered. */
  readonly #waiting = new WeakMap<Socket, Exchange[]>();

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Answers a request when all before it were answered. Who sends more ahead than anybody means well with loses the connection. */
  take(...exchange: Exchange): void {
    const [{ socket }] = exchange;
    const waiting = this.#waiting.get(socket);
    if (waiting === undefined) {
      this.#waiting.set(socket, []);
      this.#begin(exchange);
    } else if (waiting.length < maxWaiting) waiting.push(exchange);
    else socket.destroy();
  }

  #begin([incoming, outgoing]: Exchange): void {
    const { socket } = incoming;
    outgoing.once('close', () => {
      const next = this.#waiting.get(socket)?.shift();
      if (next === undefined || !socket.writable) this.#waiting.delete(socket);
      else this.#begin(next);
    });
    this.#answer(incoming, outgoing);
  }
}
