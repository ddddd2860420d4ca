/** Labels of things: a map that people give, which selectors pick by. Keys and values are written as Kubernetes writes them. */
import { z } from 'zod';

export const LABEL_NAME = '[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?';
const PREFIX = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*';
const LONGEST_KEY = 253 + 1 + 63;

export const MOST_LABELS = 64;

export const LabelKey = z
  .string()
  .max(LONGEST_KEY)
  .regex(
    new RegExp(`^(?:(?=[^/]{1,253}/)${PREFIX}/)?${LABEL_NAME}$`),
    'a label is called by 1 to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends; a DNS name and "/" may stand before',
  );
export const LabelValue = z
  .string()
  .regex(
    new RegExp(`^(?:${LABEL_NAME})?$`),
    'a label holds nothing, or 1 to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  );

const few = (labels: object): boolean => Object.keys(labels).length <= MOST_LABELS;
const tooMany = `give at most ${MOST_LABELS} labels`;

export const Labels = z.record(LabelKey, LabelValue).refine(few, tooMany);
export type Labels = z.infer<typeof Labels>;

/** What is left out stays; null takes a label away. */
export const LabelChanges = z.record(LabelKey, LabelValue.nullable()).refine(few, tooMany);
export type LabelChanges = z.infer<typeof LabelChanges>;
