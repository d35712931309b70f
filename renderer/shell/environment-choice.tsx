import type { NewConnection } from '../api.ts'
import { Mark } from '../components/mark.tsx'
import { RadioCards } from '../components/radio-cards.tsx'
import { environmentWords } from '../state/environments.ts'

type Environment = NewConnection['environment']

const environments = [
  ['production', 'Production', 'Real users. A red band across the window.'],
  ['staging', 'Staging', 'A rehearsal. An amber band.'],
  ['development', 'Development', 'Yours to break. A green band.'],
] as const

type Props = {
  value: Environment
  /** What the server says that it is, where it was asked. */
  said?: Environment
  onChange: (environment: Environment) => void
}

export function EnvironmentChoice({ value, said = value, onChange }: Props) {
  return (
    <div className="flex flex-col gap-1">
      <RadioCards legend="Environment" options={environments} value={value} onChange={onChange} />
      {said !== value && (
        <p role="status" className="text-s">
          <Mark means="warn">The server calls itself {environmentWords[said].toLowerCase()}.</Mark>
        </p>
      )}
    </div>
  )
}
