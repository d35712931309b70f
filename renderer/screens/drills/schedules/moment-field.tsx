import type { ComponentProps } from 'react'
import { zone } from '../../../components/clock.ts'
import { TextField } from '../../../components/field.tsx'
import { writtenOut } from './form-times.ts'

type Props = Omit<ComponentProps<typeof TextField>, 'type' | 'help' | 'value'> & { value: string }

/** A field for a day and time, which a browser writes as its country does; below it, the same beyond doubt. */
export function MomentField(props: Props) {
  const written = writtenOut(props.value)
  return (
    <TextField
      {...props}
      type="datetime-local"
      help={
        written && (
          <>
            <span className="font-mono">{written}</span> {zone}
          </>
        )
      }
    />
  )
}
