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

export const OneParameters = z.strictObject({ atLeast });

/** A page of a list. With `Accept: application/x-ndjson` the items come one per line instead. */
export const pageOf = <S extends z.ZodType>(item: S, id: string) =>
  z
    .strictObject({
      items: z.array(item),
      nextCursor: z.string().nullable().meta({ description: 'Null on the last page' }),
    })
    .meta({ id, description: 'A page; `Link: …; rel="next"` leads to the next one' });
