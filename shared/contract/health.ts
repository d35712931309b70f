import { z } from '@hono/zod-openapi'
import { operation } from './route.ts'

export const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    version: z.string(),
    database: z.enum(['sqlite', 'postgresql']),
    detail: z.string().optional(),
  })
  .openapi('Health')

const answer = (description: string) => ({ description, content: { 'application/json': { schema: Health } } })

export const getHealth = operation('public', {
  method: 'get',
  path: '/health',
  summary: 'Can this server write?',
  responses: { 200: answer('It can'), 503: answer('The store cannot write') },
})
