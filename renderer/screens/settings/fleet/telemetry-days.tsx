import { useState } from 'react'
import { telemetryDays } from '../../../../shared/domain/fleet-settings.ts'
import { Button } from '../../../components/button.tsx'
import { ConfirmTypedDialog } from '../../../components/confirm-typed-dialog.tsx'
import { TextField } from '../../../components/field.tsx'
import { Refused } from '../../../components/refused.tsx'
import { Section } from '../../../components/section.tsx'
import type { FleetSettingsView } from '../../../fleet-api.ts'
import { notify } from '../../../state/toasts.ts'
import { useMayManage } from '../may-manage.ts'
import { usePutSettings } from './use-put-settings.ts'

/** How long traces, verdicts and alerts are kept. They are no part of the audit record, which has a time of its own. */
export function TelemetryDays({ settings: { retention_days } }: { settings: FleetSettingsView }) {
  const { asleep } = useMayManage('How long telemetry is kept')
  const [typed, setTyped] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const put = usePutSettings((after) => {
    setAsking(false)
    setTyped(null)
    notify.done(`Telemetry is kept for ${after.retention_days} days from now on`)
  })
  const text = typed ?? String(retention_days)
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined
  const error =
    days === undefined || days < telemetryDays.least || days > telemetryDays.most
      ? `Whole days, ${telemetryDays.least} to ${telemetryDays.most}.`
      : undefined
  const why =
    asleep ??
    (put.isPending ? 'Waiting for the server' : null) ??
    error ??
    (days === retention_days ? 'It is kept for that long already.' : null)
  const shorter = days !== undefined && days < retention_days
  return (
    <Section
      title="How long telemetry is kept"
      says="Traces, verdicts and alerts that are older go for good, unless there is a legal hold. The audit record is another thing: how long it is kept stands under Policy."
    >
      <div className="mb-2 max-w-60">
        <TextField
          name="telemetry-days"
          label="Days to keep it"
          inputMode="numeric"
          value={text}
          readOnly={asleep !== null}
          error={error}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
      </div>
      <Button
        asleep={why}
        onClick={() => {
          if (shorter) setAsking(true)
          else if (days !== undefined) put.mutate({ retention_days: days })
        }}
      >
        {shorter ? 'Keep telemetry for less time…' : 'Keep telemetry for that long'}
      </Button>
      {!asking && <Refused error={put.error} />}
      {asking && days !== undefined && (
        <ConfirmTypedDialog
          title={`Keep telemetry for ${days} days only`}
          target="this workspace"
          happens={
            <>
              <b>Traces, verdicts and alerts that are older than {days} days go for good</b>, soon after. To keep them
              for longer again later brings nothing back.
            </>
          }
          typing={{ asks: 'Type how long', text: `${days} days` }}
          reason={null}
          does={`Keep telemetry for ${days} days only`}
          asleep={asleep}
          busy={put.isPending}
          refusal={<Refused error={put.error} />}
          onConfirm={() => put.mutate({ retention_days: days })}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  )
}
