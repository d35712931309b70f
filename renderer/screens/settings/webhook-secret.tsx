import { useEffect, useRef } from 'react'
import type { WebhookWithSecret } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Time } from '../../components/time.tsx'

type Props = { webhook: WebhookWithSecret; onDone: () => void; onOpen?: () => void }

/** The one time that the secret is seen. It stays until it is put away by hand. */
export function SecretOnce({ webhook: { secret, old_secret_until }, onDone, onOpen }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section
      aria-label="The secret of the webhook"
      className="mb-4 rounded-m border border-dashed border-warn bg-bg px-4 py-3"
    >
      {/* Where a dialog gives the focus back to what opened it, it is heard all the same. */}
      <div role="alert">
        <h3 ref={heading} tabIndex={-1} className="w-fit font-semibold outline-offset-2">
          Keep this secret now: it is not shown again
        </h3>
        <p className="mt-1 text-muted">
          The receiver checks with it that a message is ours.
          {old_secret_until !== null && (
            <>
              {' '}
              Until <Time at={old_secret_until} /> the one before signs too.
            </>
          )}
        </p>
      </div>
      <div className="my-2 flex flex-wrap items-center gap-2">
        <code className="rounded-s border border-line bg-surface px-2 py-1 font-mono text-s break-all">{secret}</code>
        <CopyButton text={secret} what="the secret" />
      </div>
      <div className="flex gap-2">
        <Button onClick={onDone}>I have kept it</Button>
        {onOpen !== undefined && (
          <Button kind="ghost" onClick={onOpen}>
            Open the webhook
          </Button>
        )}
      </div>
    </section>
  )
}
