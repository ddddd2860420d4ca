/** How every "no" looks over HTTP: RFC 9457, with a stable code, a way out and the place in the body. */
import { z } from 'zod';

/** One thing wrong with the request. `pointer` is an RFC 6901 pointer into the body, or `?name` for a query parameter. */
export const FieldProblem = z
  .strictObject({
    pointer: z.string().meta({
      description: 'RFC 6901 pointer into the body; `?name` names a query parameter',
      examples: ['/disks/0/size'],
    }),
    detail: z.string(),
  })
  .meta({ id: 'FieldProblem', description: 'One thing wrong with the request' });

export const ProblemDocument = z
  .strictObject({
    type: z.string().meta({ examples: ['urn:chronovisor:problem:vm.busy'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable; `<noun>.<what>`', examples: ['vm.busy'] }),
    hint: z.string().optional().meta({ description: 'What to do next' }),
    errors: z.array(FieldProblem).optional(),
    blockedBy: z.string().optional().meta({ description: 'What stands in the way, mostly an operation, as a path' }),
    traceId: z.string(),
    // RFC 9457's word for the path the problem is about.
    ['instance']: z.string(),
  })
  .meta({ id: 'Problem', description: 'A problem document, RFC 9457' });
export type ProblemDocument = z.infer<typeof ProblemDocument>;
