import { Button } from '../../../components/button.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Mark } from '../../../components/mark.tsx'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { shortSha } from '../marks.tsx'
import { TokenFailed } from '../new-deploy/path-choice.tsx'

type Props = {
  deploy: Deploy
  surface: Surface | undefined
  /** What this page has sent to the forge and not yet seen there. */
  sent: 'approve' | 'reject' | null
  asleep: { approve: string | null; reject: string | null }
  /** Nobody of this page has a token for the forge. */
  needsToken: boolean
  tokenFailed: { error: unknown; onRetry: () => void } | null
  onDeed: (name: 'approve' | 'reject') => void
}

/** The app's name may be long: within the panel, over two lines. */
const wraps = 'h-auto! min-h-7 max-w-full whitespace-normal! text-left'

/** The environment's gate at the forge: who may open it, and from here, with one's own token. */
export function ApprovalPanel({ deploy, surface, sent, asleep, needsToken, tokenFailed, onDeed }: Props) {
  const { reviewers, target_app, to_sha } = deploy
  const environment = surface?.paths.ci?.environment ?? deploy.environment
  return (
    <section
      aria-label="Approval"
      className="m-3 flex flex-col gap-2 rounded-m border-2 border-warn bg-warn-bg px-3 py-2.5"
    >
      <h2 className="text-l font-semibold">Waiting for approval at GitHub: environment {environment}</h2>
      <p>
        Nothing is pushed before that. Who may:{' '}
        {reviewers.length === 0 ? (
          'the forge has not said yet'
        ) : (
          <b className="font-semibold">{reviewers.join(', ')}</b>
        )}
        .
      </p>
      {sent !== null && (
        <p role="status">
          <Mark means="waiting">
            {sent === 'approve' ? 'Your approval is at the forge' : 'Your rejection is at the forge'}: the run has not
            gone on yet.
          </Mark>
        </p>
      )}
      {tokenFailed !== null && <TokenFailed {...tokenFailed} />}
      {needsToken && (
        <p>
          <Mark means="warn">A review is in your name: your own token for the forge is needed.</Mark>{' '}
          <a href="#/settings/surfaces" className="rounded-s text-accent underline">
            Settings → Surfaces
          </a>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button asleep={asleep.reject} className={wraps} onClick={() => onDeed('reject')}>
          <span className="min-w-0 break-words">
            Reject {shortSha(to_sha)} for {target_app}…
          </span>{' '}
          <Kbd keys="r" />
        </Button>
        <Button asleep={asleep.approve} className={wraps} onClick={() => onDeed('approve')}>
          <span className="min-w-0 break-words">
            Approve {shortSha(to_sha)} for {target_app}…
          </span>{' '}
          <Kbd keys="a" />
        </Button>
      </div>
    </section>
  )
}
