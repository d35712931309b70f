import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ConfirmTypedDialog } from '../../components/confirm-typed-dialog.tsx'
import { Section } from '../../components/section.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { usePlaySample, useResetSample } from '../../state/connection.ts'

export function ResetSample() {
  const [asking, setAsking] = useState(false)
  const reset = useResetSample()
  const asleep = useAsleep('Reset sample')
  const play = usePlaySample()
  const playAsleep = useAsleep('Play incident')
  return (
    <Section
      title="Sample data"
      says="An incident can be played live: people propose, ask and approve, and the last approval is yours. And the sample can begin anew, as if you had never touched it."
    >
      <div className="flex gap-2">
        <Button asleep={playAsleep} onClick={() => play.mutate()}>
          Play incident
        </Button>
        <Button asleep={asleep} onClick={() => setAsking(true)}>
          Reset sample…
        </Button>
      </div>
      {asking && (
        <ConfirmTypedDialog
          title="Reset the sample?"
          target="the sample workspace"
          happens={
            <>
              <b>This cannot be undone.</b> Everything that was done in the sample is lost, its audit record too, and a
              new one begins. Checkpoints that were copied from it no longer match. Other connections are not touched.
            </>
          }
          typing={{ asks: 'Type what is lost', text: 'sample' }}
          // The record that would hold a reason is what is lost.
          reason={null}
          does="Reset sample"
          asleep={asleep}
          busy={reset.isPending}
          onConfirm={() => reset.mutate(undefined, { onSettled: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  )
}
