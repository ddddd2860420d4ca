/** The fake bus's server: subjects with wildcards, queue groups, and the accidents a network has. */

export interface Server {
  readonly subject: string;
  /** One of a group takes each message; without a group everyone does. */
  readonly queue: string | null;
  isReachable(): boolean;
  handle(payload: Uint8Array, subject: string): Promise<Uint8Array>;
}

export interface Exchange {
  /** Returns the way to leave. */
  serve(server: Server): () => void;
  publish(subject: string, payload: Uint8Array): void;
  /** The first answer, which may never come; null when nobody listens. */
  request(subject: string, payload: Uint8Array): Promise<Uint8Array> | null;
  loseAnswers(count: number): void;
  deliverTimes(times: number): void;
}

/** `*` stands for one word, `>` for all that follow. */
export const subjectMatches = (pattern: string, subject: string): boolean => {
  const wanted = pattern.split('.');
  const words = subject.split('.');
  for (const [index, word] of wanted.entries()) {
    if (word === '>') return words.length > index;
    if (words[index] === undefined || (word !== '*' && word !== words[index])) return false;
  }
  return wanted.length === words.length;
};

class MemoryExchange implements Exchange {
  readonly #servers = new Set<Server>();
  #turn = 0;
  #lose = 0;
  #times = 1;

  serve(server: Server): () => void {
    this.#servers.add(server);
    return () => this.#servers.delete(server);
  }

  loseAnswers(count: number): void {
    this.#lose = count;
  }

  deliverTimes(times: number): void {
    this.#times = times;
  }

  publish(subject: string, payload: Uint8Array): void {
    for (const server of this.#takers(subject)) void this.#deliver(server, payload, subject);
  }

  request(subject: string, payload: Uint8Array): Promise<Uint8Array> | null {
    const takers = Array.from({ length: this.#times }, () => this.#takers(subject)).flat();
    if (takers.length === 0) return null;
    const answers = takers.map((server) => this.#deliver(server, payload, subject));
    if (this.#lose > 0) {
      this.#lose -= 1;
      return new Promise(() => {});
    }
    return Promise.race(answers);
  }

  /** As over a wire: later than now, and bytes of its own. */
  async #deliver(server: Server, payload: Uint8Array, subject: string): Promise<Uint8Array> {
    const copy = payload.slice();
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (!server.isReachable()) return new Promise(() => {});
    const answer = await server.handle(copy, subject);
    return server.isReachable() ? answer : new Promise(() => {});
  }

  #takers(subject: string): Server[] {
    const listening = [...this.#servers].filter((one) => one.isReachable() && subjectMatches(one.subject, subject));
    const groups = Map.groupBy(listening, ({ queue }) => queue);
    return [...groups].flatMap(([queue, members]) => (queue === null ? members : [this.#next(members)]));
  }

  #next(members: readonly Server[]): Server {
    this.#turn += 1;
    return members[this.#turn % members.length] as Server;
  }
}

export const createExchange = (): Exchange => new MemoryExchange();
