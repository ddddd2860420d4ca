import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { Terminal } from '../terminal.ts';
import { outputChoice, type OutputFlags } from './formats.ts';
import { Printer } from './printer.ts';

const shape = { noun: 'vm', columns: ['name', 'status', 'memory'], fields: ['id', 'name', 'status', 'memory', 'boot'] };
const web = {
  id: '0199',
  name: 'web-1',
  status: 'running',
  memory: 536_870_912,
  boot: { order: ['disk'], menu: false },
};
const wide = { id: '0200', name: 'データ', status: 'off', memory: 1024, boot: { order: [], menu: true } };

const printed = async (flags: OutputFlags, act: (printer: Printer) => Promise<void>, env = {}): Promise<string> => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const printer = new Printer({ stdout, stderr, env } as unknown as Terminal, outputChoice(flags), flags.quiet);
  await act(printer);
  return String(stdout.read() ?? '') + String(stderr.read() ?? '').replaceAll(/^(?=.)/gm, 'stderr: ');
};

const list = (flags: OutputFlags, items = [web, wide], env = {}): Promise<string> =>
  printed(flags, (printer) => printer.list(shape, items, { items, nextCursor: null }), env);

describe('a list', () => {
  it('is a table with the columns that matter', async () => {
    expect(await list({})).toMatchInlineSnapshot(`
      "NAME    STATUS   MEMORY
      web-1   running  512MiB
      データ  off      1KiB
      "
    `);
  });

  it('is wide with every field', async () => {
    expect(await list({ output: 'wide' }, [web])).toMatchInlineSnapshot(`
      "NAME   STATUS   MEMORY  ID    BOOT
      web-1  running  512MiB  0199  order=disk menu=no
      "
    `);
  });

  it('shows the columns that were asked for, inner ones too', async () => {
    expect(await list({ columns: 'name,boot.menu', headers: false })).toMatchInlineSnapshot(`
      "web-1   no
      データ  yes
      "
    `);
  });

  it('is the answer itself as JSON and YAML', async () => {
    expect(JSON.parse(await list({ output: 'json' }))).toEqual({ items: [web, wide], nextCursor: null });
    expect(await list({ output: 'yaml' }, [web])).toMatchInlineSnapshot(`
      "items:
        - id: "0199"
          name: web-1
          status: running
          memory: 536870912
          boot:
            order:
              - disk
            menu: false
      nextCursor: null
      "
    `);
  });

  it('is one document a line as NDJSON', async () => {
    const lines = (await list({ output: 'ndjson' })).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([web, wide]);
  });

  it('is CSV with untouched values, quoted where needed', async () => {
    expect(await list({ output: 'csv' }, [{ ...web, name: 'a "b", c' }])).toMatchInlineSnapshot(`
      "name,status,memory,id,boot
      "a ""b"", c",running,536870912,0199,"{""order"":[""disk""],""menu"":false}"
      "
    `);
  });

  it('is names alone with -q', async () => {
    expect(await list({ quiet: true })).toBe('web-1\nデータ\n');
  });

  it('says on stderr that it is empty, and nothing at all to programs', async () => {
    expect(await list({}, [])).toBe('stderr: no vms\n');
    expect(await list({ quiet: true }, [])).toBe('');
    expect(await list({ output: 'csv' }, [])).toBe('name,status,memory,id,boot\n');
  });

  it('is coloured only where that is welcome', async () => {
    expect(await list({}, [web], { CLICOLOR_FORCE: '1' })).toContain('\u001b[32mrunning\u001b[39m  512MiB');
    expect(await list({}, [web])).not.toContain('\u001b');
  });

  it('refuses columns that are not there', async () => {
    await expect(list({ columns: 'nmae' })).rejects.toThrow('a vm has no field nmae');
    await expect(list({ columns: 'a,,b' })).rejects.toThrow('--columns takes names');
  });
});

describe('a document', () => {
  it('is told field by field, its parts below it', async () => {
    const document = {
      ...web,
      description: 'first\nsecond',
      disks: [{ pool: 'default', size: 1_073_741_824 }],
      nics: [],
    };
    expect(await printed({}, (printer) => printer.document(shape, document))).toMatchInlineSnapshot(`
      "id           0199
      name         web-1
      status       running
      memory       512MiB
      boot
        order  disk
        menu   no
      description
        first
        second
      disks
        POOL     SIZE
        default  1GiB
      nics         -
      "
    `);
  });

  it('is a row where columns were asked for', async () => {
    expect(await printed({ columns: 'status' }, (printer) => printer.document(shape, web))).toBe('STATUS\nrunning\n');
  });

  it('is itself as JSON, and a name with -q', async () => {
    expect(JSON.parse(await printed({ output: 'json' }, (printer) => printer.document(shape, web)))).toEqual(web);
    expect(await printed({ quiet: true }, (printer) => printer.document(shape, web))).toBe('web-1\n');
  });
});

describe('the output format', () => {
  it('is one of seven', () => {
    expect(() => outputChoice({ output: 'jsno' })).toThrow('there is no output format "jsno"');
  });
});
