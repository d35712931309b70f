import { type Host, HostRefused, RemoteMoved, type Say } from './host.ts'
import { redactLines, redactText } from './redact-lines.ts'

/** The same host, of which nothing that it says, answers or throws holds a secret that it was given. */
export function redactedHost(host: Host, secrets: ReadonlySet<string>): Host {
  const clean = (text: string) => redactText(text, secrets)
  const quiet = (say: Say): Say => redactLines(say, secrets).say
  const guarded = async <T>(what: Promise<T>): Promise<T> => {
    try {
      return await what
    } catch (error) {
      throw cleanError(error, clean)
    }
  }
  const { plan, shownPlan, keepPlan } = host
  return {
    kind: host.kind,
    running: (signal) => guarded(host.running(signal)),
    releases: async (limit, signal) => {
      const releases = await guarded(host.releases(limit, signal))
      return releases.map((release) => ({ ...release, label: clean(release.label) }))
    },
    ...(plan && {
      plan: async (to, say, signal) => {
        const planned = await guarded(plan.call(host, to, quiet(say), signal))
        return { ...planned, summary: clean(planned.summary) }
      },
    }),
    ...(shownPlan && { shownPlan: (to) => guarded(shownPlan.call(host, to)) }),
    ...(keepPlan && { keepPlan: (deploy_id, to, id) => guarded(keepPlan.call(host, deploy_id, to, id)) }),
    deploy: (wanted, say, signal) => guarded(host.deploy(wanted, quiet(say), signal)),
    rollback: (to, wanted, say, signal) => guarded(host.rollback(to, wanted, quiet(say), signal)),
    rollbackCommand: (to) => clean(host.rollbackCommand(to)),
    check: async (signal) => {
      const found = await guarded(host.check(signal))
      return found.map((one) => ({ ...one, detail: clean(one.detail) }))
    },
  }
}

/** The kind of error is what callers go by, so it stays; where nothing was to be taken out it is the same one. */
function cleanError(error: unknown, clean: (text: string) => string): unknown {
  if (!(error instanceof Error) || !holdsSecret(error, clean)) return error
  const message = clean(error.message)
  if (error instanceof RemoteMoved) return new RemoteMoved(message)
  if (error instanceof HostRefused) return new HostRefused(message)
  const { cause } = error
  const cleaned = new Error(message, cause instanceof Error ? { cause: cleanError(cause, clean) } : {})
  cleaned.name = error.name
  if (error.stack !== undefined) cleaned.stack = clean(error.stack)
  return cleaned
}

function holdsSecret(error: Error, clean: (text: string) => string): boolean {
  const said = `${error.message}\n${error.stack ?? ''}`
  if (clean(said) !== said) return true
  const { cause } = error
  if (cause instanceof Error) return holdsSecret(cause, clean)
  return typeof cause === 'string' && clean(cause) !== cause
}
