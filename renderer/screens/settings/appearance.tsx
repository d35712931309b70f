import { zone } from '../../components/clock.ts'
import { RadioCards } from '../../components/radio-cards.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { useNow } from '../../state/now.ts'
import { chooseTheme, useTheme } from '../../state/theme.ts'

const options = [
  ['dark', 'Dark', 'For a dim room.'],
  ['light', 'Light', 'For a bright one.'],
  ['system', 'System', 'Follows the operating system.'],
] as const

export function Appearance() {
  const theme = useTheme((state) => state.theme)
  const now = useNow()
  return (
    <>
      <Section title="Theme" says="Kept by this browser or window, for you alone.">
        <div className="max-w-120">
          <RadioCards quietLegend legend="Theme" options={options} value={theme} onChange={chooseTheme} />
        </div>
      </Section>
      <Section title="Times" says={`Shown in your zone, ${zone}. Point at a time to read it in UTC.`}>
        Now: <Time at={now} />
      </Section>
    </>
  )
}
