import { describe, expect, it } from 'vitest';
import danger from '../../tools/danger.json' with { type: 'json' };
import { files, isCode, isTestGround, textOf } from './tree.ts';

const reason = /\/\/ WHY SAFE: \S.{19,}/u;

/** What can hurt a guest, a host or data that is not ours when it is wrong once. */
const dangers: Readonly<Record<string, RegExp>> = {
  'ends a process': /\bprocess\.kill\(|\bkill\(-|['"](kill|pkill|killall)['"]/u,
  'takes a device from a running guest': /['"](device_del|blockdev-del|netdev_del|object-del)['"]/u,
  'binds or unbinds a host driver': /driver_override|['"`/](un)?bind['"`]|new_id|remove_id/u,
  'writes to the kernel': /write[A-Za-z]*\(\s*[`'"]\/(sys|proc)\//u,
  'deletes a host interface': /['"]link['"],\s*['"]del(ete)?['"]/u,
  'drops firewall rules': /\b(delete|flush) (table|chain|ruleset)\b/u,
  'makes or wipes a file system': /\b(mkfs|mke2fs|wipefs|blkdiscard|sgdisk)\b/u,
};

interface Place {
  readonly where: string;
  readonly what: string;
  readonly reasoned: boolean;
}

/** Only what runs for years beside other people's files: a tool clears nothing but folders it has just made. */
const inService: Readonly<Record<string, RegExp>> = { 'deletes a tree': /\brm(Sync)?\([^)]*recursive: true/u };

const isComment = (line: string): boolean => /^\s*(\/\/|\/?\*)/u.test(line);

/** Dangerous lines of a text; one is reasoned when `WHY SAFE` stands in the comment block right above it or above its statement. */
const dangersIn = (file: string, text: string): readonly Place[] => {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (isComment(line)) return [];
    const above = lines.slice(Math.max(0, index - 8), index + 1).join('\n');
    const applying = /^(services|deploy\/roles)\//u.test(file) ? { ...dangers, ...inService } : dangers;
    return Object.entries(applying)
      .filter(([, pattern]) => pattern.test(line))
      .map(([what]) => ({ where: `${file}:${index + 1}`, what, reasoned: reason.test(above) }));
  });
};

const watched = files.filter(
  (file) => isCode(file) && !isTestGround(file) && !/\.fake\.ts$|^test\/|\/fake\//u.test(file),
);
const found = new Map(watched.map((file) => [file, dangersIn(file, textOf(file))] as const));
const listed = Object.keys(danger);

describe('a dangerous line', () => {
  it('stands only in a file named in tools/danger.json', () => {
    const strangers = [...found].filter(([file]) => !listed.includes(file)).flatMap(([, places]) => places);
    expect(strangers.map(({ where, what }) => `${where} ${what}`)).toEqual([]);
  });

  it('says why it is safe', () => {
    const unreasoned = [...found.values()].flat().filter((place) => !place.reasoned);
    expect(unreasoned.map(({ where, what }) => `${where} ${what}`)).toEqual([]);
  });

  it('is noticed, with and without its reason', () => {
    const bare = 'await qmp.execute("device_del", { id });';
    const safe = `// WHY SAFE: the guest has already let go of the device.\n${bare}`;
    expect(dangersIn('a.ts', bare).map((place) => place.reasoned)).toEqual([false]);
    expect(dangersIn('a.ts', safe).map((place) => place.reasoned)).toEqual([true]);
    expect(dangersIn('a.ts', '// device_del is asynchronous')).toEqual([]);
    const two = "process.kill(pid, 'SIGKILL')\nawait rm(dir, { recursive: true })";
    expect(dangersIn('services/storage/src/a.ts', two)).toHaveLength(2);
    expect(dangersIn('tools/a.ts', two)).toHaveLength(1);
  });
});

describe('the danger list', () => {
  it('names only files that hold a danger', () => {
    expect(listed.filter((file) => (found.get(file) ?? []).length === 0)).toEqual([]);
  });

  it('says in a sentence what each file can do', () => {
    expect(Object.entries(danger).filter(([, what]) => !/^[A-Z].{15,}\.$/u.test(what))).toEqual([]);
  });
});
