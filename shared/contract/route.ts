import { createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import type { Permission } from '../domain/permission.ts'
import { Problem } from './problem.ts'

/** What a caller needs before anything else of the request is looked at: a permission, any valid credential, or nothing. */
export type Access = Permission | 'signed-in' | 'public'

/**
 * Declares an operation once: the server mounts it, the client calls it, and the OpenAPI document shows it, the
 * permission included. Every operation may answer with a problem.
 */
export function operation<const A extends Access, const R extends Omit<RouteConfig, 'security'>>(access: A, route: R) {
  const problem = { description: 'A refusal', content: { 'application/problem+json': { schema: Problem } } }
  const declared = createRoute({
    ...route,
    responses: { ...route.responses, default: problem } as R['responses'],
    ...(access === 'public' ? {} : { security: [{ bearer: [] }] }),
    'x-permission': access,
  })
  return Object.assign(declared, { access })
}

export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

export const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
})

/** A schema that has a name of its own, or null: by `nullable` the document would ask for both at once. */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()])

export const text = (description: string) => ({ description, content: { 'text/plain': { schema: z.string() } } })

/** Query parameters arrive as text. A sign, a fraction or an exponent is not a count. */
export const count = (max = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,15})$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.int().max(max))

/** A time that somebody says. Any offset comes in, UTC goes on: in years of four digits, so that texts are in the order of time. */
export const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^\d{4}-/.test(text) && text < '9999', 'expected a year before 9999')
  .openapi({ type: 'string', format: 'date-time', example: '2026-04-29T14:33:00.000Z' })

/** A time that we say. */
export const time = z.iso.datetime().openapi({ example: '2026-04-29T14:33:00.000Z' })
