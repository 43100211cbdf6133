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
    const others = ['GET / HTTP/1.1\r\n', 'SSH-2.0-x\r\n', '\x16\x02'].map((text) => Buffer.from(text, 'latin1'));
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
