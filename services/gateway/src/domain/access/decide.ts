/** Decides whether a request may come in. For now there is one person, the administrator, known by one token. */
import { refuse, type Refusal } from '@chronovisor/kernel';

/** Who may come: everybody, programs on this machine, or the administrator, by a program or (`page`) by a browser. */
export type Openness = 'public' | 'loopback' | 'admin' | 'page';

export interface Knock {
  readonly openness: Openness;
  readonly fromLoopback: boolean;
  /** What came in the Authorization header, and whether the token in it was the right one. A password is one for pages only. */
  readonly credentials: 'none' | 'malformed' | 'wrong' | 'right';
}

export type Entry = { readonly actorId: 'admin' | 'anonymous' };

const place = 'the token is in the file admin-token of the data directory';
const program = `Send "Authorization: Bearer <token>"; ${place}.`;
const browser = `Sign in with any name and the token for the password; ${place}.`;

export const decideAccess = ({ openness, fromLoopback, credentials }: Knock): Entry | Refusal => {
  if (credentials === 'right') return { actorId: 'admin' };
  if (openness === 'public' || (openness === 'loopback' && fromLoopback)) return { actorId: 'anonymous' };
  const hint = openness === 'page' ? browser : program;
  if (credentials === 'none') return refuse('auth.missing', 'this needs a token', { hint });
  const what =
    credentials === 'wrong' ? 'the token is not the right one' : 'the Authorization header is no bearer token';
  return refuse('auth.invalid', what, { hint });
};
