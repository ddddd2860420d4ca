import { describe, expect, it } from 'vitest';

import { calmed } from './calm.ts';

const shown = (text: string, size = text.length): string => {
  const calm = calmed();
  const bytes = Buffer.from(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += size) out += calm(bytes.subarray(at, at + size));
  return out;
};

const noisy = 'a\u001b[2J\u001b[Hb\u001b[1;32mok\u001b[0m\u001b]0;title\u0007c\u001bcd\u001b(Be\r\n\u0000\u009b2Jf';

describe('what a guest writes to a terminal', () => {
  it('keeps its words and colours and loses what would move, clear or retitle', () => {
    expect(shown(noisy)).toBe('ab\u001b[1;32mok\u001b[0mcde\r\n2Jf');
  });

  it('is the same however it was cut', () => {
    for (const size of [1, 2, 3, 5]) expect(shown(noisy, size)).toBe(shown(noisy));
  });

  it('is shown at once up to a sequence that has not ended', () => {
    const calm = calmed();
    expect(calm(Buffer.from('login: \u001b[3'))).toBe('login: ');
    expect(calm(Buffer.from('1mx'))).toBe('\u001b[31mx');
  });

  it('does not wait for ever for an end that never comes', () => {
    const calm = calmed();
    calm(Buffer.from(`\u001b]${'x'.repeat(10_000)}`));
    expect(calm(Buffer.from('seen'))).toBe('seen');
  });
});
