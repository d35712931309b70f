import type { z } from '@hono/zod-openapi'
import type { SecurityBoundary } from '../../../shared/contract/console.ts'
import { roles } from '../../../shared/domain/permission.ts'
import type { Services } from '../../services.ts'

/** Only what is so, whoever configured it: nothing here is a promise. */
export function describeBoundary(services: Services): z.infer<typeof SecurityBoundary> {
  const { mode, tokens, secrets, rowSecurity } = services
  const { issuers = [], step_up, sessions } = tokens?.config ?? {}
  const signsBrowsersIn = issuers.some(({ client_id, web_client_id }) => (web_client_id ?? client_id) !== undefined)
  return {
    mode,
    oidc: {
      configured: tokens !== undefined,
      issuers: issuers.map(({ issuer, algorithms, audience }) => ({ issuer, algorithms, audience })),
    },
    // At one's own machine the one person there may do everything.
    rbac: { configured: mode !== 'local', roles: [...roles] },
    // No page of another site may ever ask for anything.
    cors: { origins: [] },
    step_up: { tier: 3, max_age_seconds: step_up?.max_age_seconds ?? null, required: step_up?.required ?? false },
    sessions: {
      cookies: signsBrowsersIn,
      idle_minutes: signsBrowsersIn && sessions ? sessions.idle_minutes : null,
      absolute_hours: signsBrowsersIn && sessions ? sessions.absolute_hours : null,
    },
    secrets: secrets.protection,
    row_level_security: rowSecurity,
  }
}
