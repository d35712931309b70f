import { z } from '@hono/zod-openapi'
import { body, json, operation } from './route.ts'

const page = { content: { 'text/html': { schema: z.string() } } }

/** Public: where a browser's sign-in begins. */
export const startWebSignIn = operation('public', {
  method: 'get',
  path: '/sign-in/start',
  summary: 'Send the browser to an issuer to sign in',
  request: {
    query: z.object({
      issuer: z.string().optional(),
      /** A place of the console (`#/…`) to come back to. */
      return_to: z.string().optional(),
      /** `1` asks the person again, although the issuer knows them already. */
      fresh: z.string().optional(),
    }),
  },
  responses: {
    303: { description: 'To the issuer' },
    '4XX': { ...page, description: 'A page that says why not' },
    '5XX': { ...page, description: 'A page that says why not' },
  },
})

/** Public: where the issuer sends the browser back to. */
export const finishWebSignIn = operation('public', {
  method: 'get',
  path: '/sign-in/callback',
  summary: 'Take what the issuer answered, and open a session',
  responses: {
    303: { description: 'To the console' },
    '4XX': { ...page, description: 'A page that says why not' },
    '5XX': { ...page, description: 'A page that says why not' },
  },
})

export const WebSessions = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        workspace: z.string(),
        /** What the browser calls itself, in short. */
        user_agent: z.string(),
        created_at: z.string(),
        seen_at: z.string(),
        ends_at: z.string(),
        /** The one that asks. */
        current: z.boolean(),
      }),
    ),
  })
  .openapi('WebSessions')

export const listWebSessions = operation('signed-in', {
  method: 'get',
  path: '/console/session/sessions',
  summary: 'The browsers in which one is signed in',
  responses: { 200: json(WebSessions, 'The sessions') },
})

export const endWebSession = operation('signed-in', {
  method: 'post',
  path: '/console/session/sessions/end',
  summary: 'Sign another browser of one’s own out',
  request: { body: body(z.object({ id: z.string().max(64) })) },
  responses: { 200: json(WebSessions, 'The sessions that are left') },
})

export const signOut = operation('signed-in', {
  method: 'post',
  path: '/console/session/sign-out',
  summary: 'End this session, or every session of this person on this server',
  request: { body: body(z.object({ everywhere: z.boolean().optional() })) },
  responses: { 200: json(z.object({ ended: z.int() }), 'How many sessions have ended') },
})
