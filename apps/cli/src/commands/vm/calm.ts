/** Takes out of a guest's words what would move, clear or reprogram the reader's terminal; colours may stay. */

/* eslint-disable no-control-regex -- control characters are what is looked for */
const sequence =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[@-Z\\^_`-~]|[ -/]+[0-~]|[0-?])/g;
const unfinished = /\u001b(?:\[[0-?]*[ -/]*|\][^\u0007\u001b]*\u001b?|[PX^_][^\u001b]*\u001b?|[ -/]*)$/;
const controls = /[\u0000-\u0007\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f]/g;
const colour = /^\u001b\[[\d;]*m$/;
/* eslint-enable no-control-regex */

/** Longer than any sequence that is meant: what never ends is let go. */
const LONGEST = 4096;

/** Keeps half a sequence back until its other half has come. */
export const calmed = (): ((chunk: Uint8Array) => string) => {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const text = rest + decoder.decode(chunk, { stream: true });
    const [half = ''] = unfinished.exec(text) ?? [];
    rest = half.length > LONGEST ? '' : half;
    return text
      .slice(0, text.length - half.length)
      .replaceAll(sequence, (found) => (colour.test(found) ? found : ''))
      .replaceAll(controls, '');
  };
};
