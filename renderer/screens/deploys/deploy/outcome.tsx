import { CopyButton } from '../../../components/copy-button.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Mark } from '../../../components/mark.tsx'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { OutcomeGlyph, Sha } from '../marks.tsx'
import { endOf, observedWords } from './deploy-words.ts'

const frames = {
  success: 'border-ok/40 bg-ok-bg',
  health_check_failed: 'border-bad bg-bad-bg',
  deploy_failed: 'border-bad/40 bg-bad-bg',
  rejected: 'border-warn/40 bg-warn-bg',
  blocked: 'border-warn/40 bg-warn-bg',
  cancelled: 'border-line-strong bg-surface',
  unknown: 'border-warn bg-warn-bg',
} as const satisfies Record<NonNullable<Deploy['outcome']>, string>

/** What came of it, in words, and what can be done about it. */
export function Outcome({ deploy, surface }: { deploy: Deploy; surface: Surface | undefined }) {
  const end = endOf(deploy, surface?.running.sha ?? null)
  const { outcome, detail, observed_sha, stopping } = deploy
  if (end === null || outcome === null)
    return stopping ? (
      <div role="status" className="border-b border-line bg-warn-bg px-4 py-2">
        <Mark means="warn">Somebody asked for it to be broken off: that is about to happen.</Mark>
      </div>
    ) : null
  const observed = observedWords(deploy)
  return (
    <section aria-label="Outcome" className={`m-3 rounded-m border px-3 py-2.5 ${frames[outcome]}`}>
      <div
        role={outcome === 'health_check_failed' || outcome === 'unknown' ? 'alert' : 'status'}
        className="flex flex-col gap-1"
      >
        <h2 className="flex items-center gap-2 text-l font-semibold">
          <OutcomeGlyph outcome={outcome} size={18} />
          {end.title}
        </h2>
        <p>{end.says}</p>
        {detail !== null && <p className="break-words text-muted">{detail}</p>}
        {observed_sha !== null && (
          <p>
            Seen running there at its end: <Sha sha={observed_sha} />, {observed}.
          </p>
        )}
        {outcome === 'unknown' && (
          <p>
            {surface?.running.sha == null ? (
              'What runs there now is not known either: roll back to have a release that is.'
            ) : (
              <>
                What runs there by what is known now: <Sha sha={surface.running.sha} />. Look at it, or roll back.
              </>
            )}
          </p>
        )}
      </div>
    </section>
  )
}

/** What somebody would type where there is no console. Always one copy away. */
export function RollbackCommand({ command }: { command: string }) {
  if (command === '') return null
  return (
    <p className="flex items-center gap-2 border-b border-line px-4 py-2 text-s text-muted">
      <span className="shrink-0">By hand:</span>
      <code title={command} className="min-w-0 flex-1 truncate font-mono text-ink">
        {command}
      </code>
      <CopyButton text={command} what="the rollback command" />
      <Kbd keys="y" />
    </p>
  )
}
