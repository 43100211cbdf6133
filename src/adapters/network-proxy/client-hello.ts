/** What the first bytes of a client tell. */
export type FirstWords =
  | { readonly kind: 'incomplete' }
  /** Not the beginning of an encrypted connection. */
  | { readonly kind: 'other' }
  /** The beginning of one, but not one that can be read. */
  | { readonly kind: 'garbled' }
  /** `serverName` is the host that the client expects at the other end, when it says so. */
  | { readonly kind: 'tls'; readonly serverName?: string };

const handshake = 22;
/** Changes of the cipher and alerts, which are this long at most. */
const skippable: readonly number[] = [20, 21];
const maxSkippableLength = 2;
const recordHead = 5;
const clientHello = 1;
const serverNameExtension = 0;
const maxBytes = 64 * 1_024;
/** Nobody cuts a greeting into so many; whoever does wants to keep this process busy. */
const maxRecords = 1_024;
const hostNameType = 0;

/**
 * Reads the host that an encrypted connection is meant for. A tunnel to one host can carry a connection that the other end passes on to
 * another one, and this is the only place where that shows. Versions of records say nothing: servers are free to ignore them.
 */
export function readFirstWords(bytes: Buffer): FirstWords {
  const [type] = bytes;
  if (type === undefined) return { kind: 'incomplete' };
  if (skippable.includes(type)) return { kind: withoutGreeting(bytes) };
  if (type !== handshake) return { kind: 'other' };
  const hello = joinRecords(bytes);
  if (hello === 'garbled' || (hello === 'incomplete' && bytes.length > maxBytes)) return { kind: 'garbled' };
  if (hello === 'incomplete') return { kind: hello };
  try {
    const serverName = serverNameIn(new Fields(hello));
    return serverName === undefined ? { kind: 'tls' } : { kind: 'tls', serverName };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'garbled' };
    throw error;
  }
}

/** Some servers skip over a record or two before the greeting, and so would find one that nobody has looked at. */
function withoutGreeting(bytes: Buffer): 'incomplete' | 'garbled' | 'other' {
  if (bytes.length < recordHead) return 'incomplete';
  return bytes.readUInt16BE(3) <= maxSkippableLength ? 'garbled' : 'other';
}

/** The greeting may be cut into several records. Each is looked at once: the sender chooses how many there are. */
function joinRecords(bytes: Buffer): Buffer | 'incomplete' | 'garbled' {
  const parts: Buffer[] = [];
  let gathered = 0;
  let wanted: number | undefined;
  for (let at = 0; at + recordHead <= bytes.length; ) {
    const start = at + recordHead;
    const end = start + bytes.readUInt16BE(at + 3);
    if (bytes[at] !== handshake || parts.length === maxRecords) return 'garbled';
    if (end > bytes.length) return 'incomplete';
    parts.push(bytes.subarray(start, end));
    gathered += end - start;
    at = end;
    if (gathered >= 4) wanted ??= 4 + Buffer.concat(parts).readUIntBE(1, 3);
    if (wanted !== undefined && gathered >= wanted) return Buffer.concat(parts);
  }
  return 'incomplete';
}

function serverNameIn(fields: Fields): string | undefined {
  if (fields.number(1) !== clientHello) throw new RangeError('this is no greeting');
  const body = fields.block(3);
  body.skip(2 + 32);
  body.block(1);
  body.block(2);
  body.block(1);
  const extensions = body.block(2);
  const names: string[] = [];
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const extension = extensions.block(2);
    if (type === serverNameExtension) names.push(hostNameIn(extension.block(2)));
  }
  if (names.length > 1) throw new RangeError('the greeting names hosts twice');
  return names[0];
}

function hostNameIn(names: Fields): string {
  if (names.number(1) !== hostNameType) throw new RangeError('the greeting names something that is no host');
  const name = names.text(2);
  if (names.left > 0) throw new RangeError('the greeting names several hosts');
  return name;
}

/** Reads numbers and length-prefixed blocks one after the other; throws a RangeError where something is missing. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  skip(count: number): void {
    if (count > this.left) throw new RangeError('the greeting is too short');
    this.#at += count;
  }

  number(size: number): number {
    const at = this.#at;
    this.skip(size);
    return this.#bytes.readUIntBE(at, size);
  }

  block(lengthSize: number): Fields {
    return new Fields(this.#take(this.number(lengthSize)));
  }

  text(lengthSize: number): string {
    return this.#take(this.number(lengthSize)).toString('latin1');
  }

  #take(length: number): Buffer {
    const at = this.#at;
    this.skip(length);
    return this.#bytes.subarray(at, at + length);
  }
}
