/** Asks a host whether files a request names are there, before anything is made. */
import { HostCheckFiles } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import type { Call } from '../call.ts';
import type { HostAsker } from '../host-asker.ts';
import { HttpProblem } from '../http-problem.ts';

export interface NamedPath {
  readonly pointer: string;
  readonly path: string | null | undefined;
}

export interface Check {
  readonly host: { readonly id: string; readonly name: string };
  /** Code of the refusal. */
  readonly code: string;
  readonly named: readonly NamedPath[];
}

export class PathChecker {
  readonly #asker: HostAsker;

  constructor(asker: HostAsker) {
    this.#asker = asker;
  }

  async check(call: Call, { host, code, named }: Check): Promise<void> {
    const given = named.flatMap(({ pointer, path }) => (typeof path === 'string' ? [{ pointer, path }] : []));
    if (given.length === 0) return;
    const paths = given.map(({ path }) => path);
    const { missing } = await this.#asker.ask(call, host.id, { definition: HostCheckFiles, data: { paths } });
    const errors = given
      .filter(({ path }) => missing.includes(path))
      .map(({ pointer, path }) => ({ pointer, detail: `host ${host.name} has no file ${path} that it can read` }));
    if (errors.length === 0) return;
    const hint = 'Give the path of a file on that host that its host process can read.';
    throw new HttpProblem(refuse(code, errors[0]?.detail ?? '', { hint, errors }));
  }
}
