/** Framing gives back what was sent, however the bytes were cut, and keeps no more than it may. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFramer } from './framing.ts';

const cut = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const chunks: Uint8Array[] = [];
  let from = 0;
  for (let i = 0; from < bytes.length; i += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] as number);
    chunks.push(bytes.subarray(from, from + size));
    from += size;
  }
  return chunks;
};

const message = fc.json({ stringUnit: 'binary' }).map((json) => JSON.stringify(JSON.parse(json)));

describe('framing', () => {
  it('gives back every message whole and in order, wherever the stream was cut', () => {
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 17 })), (messages, sizes) => {
        const framer = createFramer(1_000_000);
        const bytes = Buffer.from(messages.map((text) => `${text}\r\n`).join(''));
        const lines = cut(bytes, sizes).flatMap((chunk) => framer.push(chunk).lines);
        expect(lines).toEqual(messages);
        expect(framer.held).toBe(0);
      }),
    );
  });

  it('never holds more than the bound, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.integer({ min: 1, max: 60 }), (chunks, bound) => {
        const framer = createFramer(bound);
        for (const chunk of chunks) {
          const { lines, overflow } = framer.push(chunk);
          expect(framer.held).toBeLessThanOrEqual(bound);
          for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(bound * 3); // A stray byte reads as U+FFFD: three bytes.
          if (overflow) return;
        }
      }),
    );
  });

  it('says so when a line passes the bound, with or without its end', () => {
    expect(createFramer(4).push(Buffer.from('12345')).overflow).toBe(true);
    expect(createFramer(4).push(Buffer.from('12345\n')).overflow).toBe(true);
    expect(createFramer(4).push(Buffer.from('1234\n'))).toEqual({ lines: ['1234'], overflow: false });
  });
});
