/** What every list understands and how it answers. */
import { z } from 'zod';

export const atLeast = z.int().nonnegative().optional().meta({
  description: 'Answer only from a view that has reached this position (the `position` of an operation, or X-Position)',
});

const field = '[A-Za-z]+';

export const listQuery = {
  limit: z.int().min(1).max(1000).default(100).meta({ description: 'Items in one page' }),
  cursor: z
    .string()
    .max(600)
    .optional()
    .meta({ description: 'Where the next page starts: `nextCursor` of the last page' }),
  filter: z
    .string()
    .max(1000)
    .regex(
      new RegExp(`^${field}!?=[^,]*(,${field}!?=[^,]*)*$`),
      'write field=value, several joined by ",", for example status=running,host=local',
    )
    .optional()
    .meta({
      description: 'Conditions that all hold: `field=value` or `field!=value`, joined by ","; `*` stands for anything',
      examples: ['status=running'],
    }),
  fields: z
    .string()
    .max(1000)
    .regex(new RegExp(`^${field}(,${field})*$`), 'write field names joined by ",", for example id,name,status')
    .optional()
    .meta({ description: 'Only these fields of each item, joined by ","', examples: ['id,name,status'] }),
  atLeast,
};
export const ListParameters = z.strictObject(listQuery);
export type ListParameters = z.infer<typeof ListParameters>;

const RFC3339 = String.raw`\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})`;

const WORD = /^(\d{1,15}|now)$/;

const momentOf = (form: string, error: string) =>
  z
    .string()
    .max(40)
    .regex(new RegExp(`^(${form})$`), { error, abort: true })
    .refine((text) => WORD.test(text) || !Number.isNaN(Date.parse(text)), 'there is no such time');

/** A point of the past. */
const Moment = momentOf(`\\d{1,15}|${RFC3339}`, 'write a time such as 2026-11-20T03:00:00Z, or a position');
export const NowOrMoment = momentOf(
  `now|\\d{1,15}|${RFC3339}`,
  'write a time such as 2026-11-20T03:00:00Z, a position, or now',
);

const at = Moment.optional().meta({
  description: 'As it was then: a time (RFC 3339) or a position of the log; X-Position tells which position is shown',
  examples: ['2026-11-20T03:00:00Z'],
});

export const OneParameters = z.strictObject({ atLeast });
export const OnePastParameters = z.strictObject({ atLeast, at });

export const selector = z
  .string()
  .max(2000)
  .meta({
    description: 'By labels, all conditions holding: `set=web,tier!=db,env in (a,b),!x`',
    examples: ['set=web'],
  });
/** Lists of things with labels. */
export const SelectedPastListParameters = z.strictObject({ ...listQuery, at, selector: selector.optional() });

/** A page of a list. With `Accept: application/x-ndjson` the items come one per line instead. */
export const pageOf = <S extends z.ZodType>(item: S, id: string) =>
  z
    .strictObject({
      items: z.array(item),
      nextCursor: z.string().nullable().meta({ description: 'Null on the last page' }),
    })
    .meta({ id, description: 'A page; `Link: …; rel="next"` leads to the next one' });
