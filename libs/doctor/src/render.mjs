/** Turns findings into lines for people and into JSON for programs. */

const colours = { ok: '\u001b[32m', warn: '\u001b[33m', fail: '\u001b[31m' };

const word = (level, colour) => (colour ? `${colours[level]}${level.padEnd(4)}\u001b[0m` : level.padEnd(4));

const indent = ' '.repeat(7);

const lines = (finding, width, colour) => [
  `${word(finding.level, colour)}   ${finding.title.padEnd(width)}  ${finding.found}`,
  ...(finding.level === 'ok' || finding.why === undefined ? [] : [`${indent}why: ${finding.why}`]),
  ...(finding.level === 'ok' || finding.remedy === undefined ? [] : [`${indent}remedy: ${finding.remedy}`]),
];

/** @type {typeof import('./index.mjs').toText} */
export const toText = (findings, { colour = false } = {}) => {
  const width = Math.max(...findings.map((finding) => finding.title.length));
  return `${findings.flatMap((finding) => lines(finding, width, colour)).join('\n')}\n`;
};

const counts = (findings) => ({
  ok: findings.filter((finding) => finding.level === 'ok').length,
  warn: findings.filter((finding) => finding.level === 'warn').length,
  fail: findings.filter((finding) => finding.level === 'fail').length,
});

/** @type {typeof import('./index.mjs').toJson} */
export const toJson = (findings) => `${JSON.stringify({ summary: counts(findings), findings }, null, 2)}\n`;
