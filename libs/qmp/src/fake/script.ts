/** Accidents on the line, written down beforehand: what befalls the next occurrence of a command, or the greeting. */

export type Accident =
  /** Never answered; later commands are. */
  | { readonly do: 'hang' }
  | { readonly do: 'delay'; readonly ms: number }
  /** The line breaks with the command half done. */
  | { readonly do: 'disconnect' }
  /** Carried out, but the reply is lost with the line. */
  | { readonly do: 'lose-reply' }
  | { readonly do: 'garbage'; readonly text: string }
  | { readonly do: 'refuse'; readonly class?: string; readonly desc: string }
  /** Answered byte by byte. */
  | { readonly do: 'dribble' };

export interface Script {
  /** `on` is a command's name, or `greeting`. Befalls once, in the order given. */
  next(on: string, accident: Accident): void;
  take(on: string): Accident | undefined;
}

export const createScript = (): Script => {
  const lines = new Map<string, Accident[]>();
  return {
    next: (on, accident) => void lines.set(on, [...(lines.get(on) ?? []), accident]),
    take: (on) => lines.get(on)?.shift(),
  };
};
