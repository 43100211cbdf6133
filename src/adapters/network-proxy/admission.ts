import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ProxyCredentials } from '../../ports/network-proxy.js';

/** Decides who may speak with the proxy of a command at all. Without credentials, everybody who reaches it. */
export class Admission {
  readonly #expected: Buffer | undefined;

  constructor(credentials: ProxyCredentials | undefined) {
    this.#expected = credentials === undefined ? undefined : digestOf(`${credentials.user}:${credentials.password}`);
  }

  /** Whether anything has to be shown. */
  get isRequired(): boolean {
    return this.#expected !== undefined;
  }

  /** Whether a request shows the right thing. Two headers show nothing: it is not clear which of them counts. */
  admitsRequest({ headersDistinct }: IncomingMessage): boolean {
    if (!this.isRequired) return true;
    const [header, ...others] = headersDistinct['proxy-authorization'] ?? [];
    const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '') ?? [];
    if (encoded === undefined || others.length > 0) return false;
    return this.#isExpected(Buffer.from(encoded, 'base64'));
  }

  /** Whether a name and a password are the right ones. */
  admitsUser(user: Buffer, password: Buffer): boolean {
    return this.#isExpected(Buffer.concat([user, Buffer.from(':'), password]));
  }

  /** Takes equally long whatever was shown. */
  #isExpected(shown: Buffer): boolean {
    return this.#expected === undefined || timingSafeEqual(this.#expected, digestOf(shown));
  }
}

function digestOf(content: string | Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}
