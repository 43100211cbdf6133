import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { readFirstWords } from '../../../src/adapters/network-proxy/client-hello.js';

/** What a real client says first. */
function firstBytes(servername?: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read: () => undefined, write: (bytes: Buffer) => resolve(bytes) });
    connect({ socket: wire, ...(servername === undefined ? {} : { servername }) }).on('error', () => undefined);
  });
}

/** The same greeting, cut into records of at most so many bytes. */
function inRecords(hello: Buffer, size: number): Buffer {
  const body = hello.subarray(5);
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    const head = Buffer.of(22, 3, 1, 0, 0);
    head.writeUInt16BE(part.length, 3);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}

/** Where a greeting says how long its extensions are: after its version, random bytes, session, ciphers and compressions. */
function extensionsAt(hello: Buffer): number {
  const ciphers = 5 + 4 + 2 + 32 + 1 + (hello[5 + 4 + 2 + 32] ?? 0);
  const compressions = ciphers + 2 + hello.readUInt16BE(ciphers);
  return compressions + 1 + (hello[compressions] ?? 0);
}

describe('readFirstWords', () => {
  it('finds the host that an encrypted connection is meant for, however the greeting is cut', async () => {
    const hello = await firstBytes('docs.example.com');
    const expected = { kind: 'tls', serverName: 'docs.example.com' };
    expect([hello, inRecords(hello, 7), Buffer.concat([hello, hello])].map(readFirstWords)).toEqual(
      Array(3).fill(expected),
    );
    expect(readFirstWords(await firstBytes())).toEqual({ kind: 'tls' });
  });

  it('waits for the whole greeting, and for nothing else', async () => {
    const hello = await firstBytes('docs.example.com');
    const kinds = new Set(
      Array.from({ length: hello.length }, (_, end) => readFirstWords(hello.subarray(0, end)).kind),
    );
    expect(kinds).toEqual(new Set(['incomplete']));
    const others = ['GET / HTTP/1.1\r\n', 'SSH-2.0-x\r\n', '\x15\x01\0\0\x07\0'].map((text) =>
      Buffer.from(text, 'latin1'),
    );
    expect(others.map((bytes) => readFirstWords(bytes).kind)).toEqual(['other', 'other', 'other']);
  });

  it('does not take a broken greeting for another language', async () => {
    const hello = await firstBytes('docs.example.com');
    const wrongLength = Buffer.from(hello);
    wrongLength[43] = 255;
    const notHello = Buffer.from(hello);
    notHello[5] = 2;
    const endless = Buffer.alloc(70_000, 22);
    expect([wrongLength, notHello].map((bytes) => readFirstWords(bytes).kind)).toEqual(['garbled', 'garbled']);
    endless.set([22, 3, 1, 255, 255, 1, 255, 255, 255]);
    expect(readFirstWords(Buffer.concat([endless.subarray(0, 9), Buffer.alloc(70_000)])).kind).toBe('garbled');
  });

  it('gives up on a greeting that is cut into more pieces than anybody means well with, without working for it', () => {
    const long = Buffer.concat([Buffer.of(1, 0, 255, 255), Buffer.alloc(10_000)]);
    const cut = inRecords(Buffer.concat([Buffer.alloc(5), long]), 1);
    const start = performance.now();
    const kinds = [
      readFirstWords(cut).kind,
      readFirstWords(inRecords(Buffer.concat([Buffer.alloc(5), long]), 16)).kind,
    ];
    expect({ kinds, isQuick: performance.now() - start < 100 }).toEqual({
      kinds: ['garbled', 'incomplete'],
      isQuick: true,
    });
  });

  it.each(['an alert', 'a change of the cipher', 'nothing'])(
    'finds no other language in a greeting after %s, which some servers skip over',
    async (before) => {
      const skipped = { 'an alert': [21, 3, 1, 0, 2, 1, 90], 'a change of the cipher': [20, 3, 1, 0, 1, 1] }[before];
      const hello = await firstBytes('docs.example.com');
      const said = Buffer.concat([Buffer.from(skipped ?? [22, 3, 1, 0, 0, 21, 3, 1, 0, 2, 1, 90]), hello]);
      const kinds = Array.from({ length: 12 }, (_, end) => readFirstWords(said.subarray(0, end)).kind);
      expect(new Set([...kinds, readFirstWords(said).kind])).toEqual(new Set(['incomplete', 'garbled']));
    },
  );

  it.each([0x0000, 0x0200, 0x0400, 0x0fff, 0xff03])(
    'reads a greeting in records of version %i, which servers have to ignore',
    async (version) => {
      const hello = await firstBytes('docs.example.com');
      hello.writeUInt16BE(version, 1);
      expect(readFirstWords(hello)).toEqual({ kind: 'tls', serverName: 'docs.example.com' });
    },
  );

  it('does not choose between two lists of names', async () => {
    const hello = await firstBytes('docs.example.com');
    const at = hello.indexOf('docs.example.com') - 9;
    const list = hello.subarray(at, at + 9 + 'docs.example.com'.length);
    const twice = Buffer.concat([hello.subarray(0, at), list, hello.subarray(at)]);
    // All that contains the list grows by it: the extensions, the greeting and the record.
    const extensions = extensionsAt(hello);
    twice.writeUInt16BE(twice.readUInt16BE(extensions) + list.length, extensions);
    twice.writeUIntBE(twice.readUIntBE(6, 3) + list.length, 6, 3);
    twice.writeUInt16BE(twice.readUInt16BE(3) + list.length, 3);
    expect([readFirstWords(hello).kind, readFirstWords(twice).kind]).toEqual(['tls', 'garbled']);
  });

  it('does not choose among several names, and takes nothing else for a name', async () => {
    const hello = await firstBytes('docs.example.com');
    const at = hello.indexOf('docs.example.com');
    const another = Buffer.from(hello);
    another.writeUInt16BE(4, at - 2);
    const noHost = Buffer.from(hello);
    noHost[at - 3] = 1;
    expect([another, noHost].map((bytes) => readFirstWords(bytes).kind)).toEqual(['garbled', 'garbled']);
  });
});
