import type { Duplex } from 'node:stream';
import { parseHost } from '../../domain/permissions/network/host.js';
import type { Admission } from './admission.js';
import { ByteReader } from './byte-reader.js';
import type { Target } from './parse-target.js';

/** What a client asked its SOCKS5 proxy for. */
export type SocksRequest =
  | { readonly kind: 'connect'; readonly target: Target }
  /** Another command, or something that names no host; `answer` is the code to refuse it with. */
  | { readonly kind: 'refused'; readonly answer: number; readonly host: string; readonly port: number }
  /** Not SOCKS5, or gone. */
  | { readonly kind: 'broken' };

/** The answers of a SOCKS5 proxy (RFC 1928). */
export const socksAnswer = { granted: 0, notAllowed: 2, unreachable: 4, unknownCommand: 7, unknownAddress: 8 } as const;

const version = 5;
const method = { none: 0, userAndPassword: 2 } as const;
/** The version of the exchange of a name and a password (RFC 1929), and its answers. */
const login = { version: 1, granted: 0, refused: 1 } as const;
const noMethod = 0xff;
const connectCommand = 1;
const addressKind = { ipv4: 1, name: 3, ipv6: 4 } as const;
const kinds: readonly number[] = Object.values(addressKind);
const broken = { kind: 'broken' } as const;

/** Greets a client and reads what it wants. */
export async function receiveSocks(client: Duplex, admission: Admission): Promise<SocksRequest> {
  const reader = new ByteReader(client);
  try {
    return await negotiate(client, reader, admission);
  } finally {
    reader.release();
  }
}

async function negotiate(client: Duplex, reader: ByteReader, admission: Admission): Promise<SocksRequest> {
  const greeting = await reader.read(2);
  if (greeting?.[0] !== version) return broken;
  const methods = await reader.read(greeting[1] ?? 0);
  if (methods === undefined) return broken;
  const wanted = admission.isRequired ? method.userAndPassword : method.none;
  if (!methods.includes(wanted)) {
    client.write(Buffer.of(version, noMethod));
    return broken;
  }
  client.write(Buffer.of(version, wanted));
  if (admission.isRequired && !(await isAdmitted(client, reader, admission))) return broken;
  return readRequest(reader);
}

async function isAdmitted(client: Duplex, reader: ByteReader, admission: Admission): Promise<boolean> {
  const head = await reader.read(1);
  const user = head?.[0] === login.version ? await readBlock(reader) : undefined;
  const password = user && (await readBlock(reader));
  if (user === undefined || password === undefined) return false;
  const admitted = admission.admitsUser(user, password);
  client.write(Buffer.of(login.version, admitted ? login.granted : login.refused));
  return admitted;
}

async function readRequest(reader: ByteReader): Promise<SocksRequest> {
  const head = await reader.read(4);
  if (head?.[0] !== version) return broken;
  const kind = head[3] ?? 0;
  if (!kinds.includes(kind)) return { kind: 'refused', answer: socksAnswer.unknownAddress, host: '?', port: 0 };
  const text = await readHost(reader, kind);
  const port = (await reader.read(2))?.readUInt16BE();
  if (text === undefined || port === undefined) return broken;
  if (head[1] !== connectCommand) return { kind: 'refused', answer: socksAnswer.unknownCommand, host: text, port };
  const host = parseHost(text);
  if (host === undefined || port === 0) return { kind: 'refused', answer: socksAnswer.notAllowed, host: text, port };
  return { kind: 'connect', target: { host, port } };
}

async function readHost(reader: ByteReader, kind: number): Promise<string | undefined> {
  if (kind === addressKind.ipv4) return (await reader.read(4))?.join('.');
  if (kind === addressKind.ipv6) return (await reader.read(16))?.toString('hex').replace(/.{4}(?=.)/g, '$&:');
  return (await readBlock(reader))?.toString('latin1');
}

/** Bytes behind their number, which is a byte itself. */
async function readBlock(reader: ByteReader): Promise<Buffer | undefined> {
  const length = await reader.read(1);
  return length && reader.read(length[0] ?? 0);
}

/** Answers what a client wanted. */
export function answerSocks(client: Duplex, answer: number): void {
  client.write(Buffer.of(version, answer, 0, addressKind.ipv4, 0, 0, 0, 0, 0, 0));
}
