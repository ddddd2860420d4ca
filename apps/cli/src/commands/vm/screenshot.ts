/** `vm screenshot`: a picture of the screen into a file. */
import { writeFile } from 'node:fs/promises';

import { exitCodes } from '../../exit-codes.ts';
import { Failure, usage } from '../../failure.ts';
import { pathFor, type OperationSpec } from '../../described/spec.ts';
import { withTarget } from '../../described/targets.ts';
import type { CommandPlan } from '../../plan.ts';
import type { HttpAnswer } from '../../api/transport.ts';

const bytesOf = async ({ body }: HttpAnswer): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const save = async (file: string, picture: Buffer, force: boolean): Promise<void> => {
  try {
    await writeFile(file, picture, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw usage(`${file} is there already`, 'name another file, or say --force');
    throw new Failure(exitCodes.failed, `${file} cannot be written`, { cause: message });
  }
};

export const screenshotPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: 'A PNG, to <vm>.png unless a file is named; "-" is stdout.',
  words: `<${spec.noun}> [file]`,
  addFlags: (command) => void command.option('--force', 'over a file that is there'),
  run: async ({ api, printer, terminal }, { words: [vm = '', file = `${vm}.png`], values }) => {
    if (file === '-' && terminal.stdout.isTTY === true)
      throw usage('a picture is nothing for a terminal', 'name a file');
    const answer = await withTarget(api(), spec, vm, (found) =>
      api().open({ path: pathFor(spec, found), headers: { accept: 'image/png' } }),
    );
    const picture = await bytesOf(answer);
    if (file === '-') await printer.bytes(picture);
    else {
      await save(file, picture, values['force'] === true);
      printer.line(file);
    }
    return exitCodes.ok;
  },
});
