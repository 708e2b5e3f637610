import * as z from 'zod';

/** One field that is wrong: `pointer` is a JSON pointer into the body, or `/query/limit` and the like. */
export const FieldProblem = z
  .object({ pointer: z.string(), code: z.string(), message: z.string() })
  .meta({ id: 'FieldProblem' });
export type FieldProblem = z.infer<typeof FieldProblem>;

/** Every answer that is no success: application/problem+json (RFC 9457). */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; programs decide by it' }),
    detail: z.string().meta({ description: 'What is wrong and what to do' }),
    instance: z.string(),
    requestId: z.string(),
    allowedActions: z.array(z.string()).optional(),
    errors: z.array(FieldProblem).optional(),
    limit: z.int().optional(),
    needed: z.string().optional().meta({ description: 'What a refused actor would need' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
