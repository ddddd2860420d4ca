import { readFileSync } from 'node:fs';
import { eventRegistry, publicEventType } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { cataloguePage, catalogueText } from './event-catalogue.ts';

describe('the page of all events', () => {
  it('is what `node tools/generate/event-catalogue.ts` writes', () => {
    expect(readFileSync(cataloguePage, 'utf8')).toBe(catalogueText());
  });

  it('has every event that leaves the house, with its fields', () => {
    const text = catalogueText();
    const outside = [...eventRegistry.keys()].filter((type) => /^(compute|storage|network|saga)\./.test(type));
    expect(outside.filter((type) => !text.includes(`### ${publicEventType(type)}\n`))).toEqual([]);
    expect(text).toContain('### vm.started\n');
    expect(text).toMatch(/### vm\.created\n\n.*Opens `vm\.create`.*\n[^#]*\| `name` \| string/);
  });
});
