import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { forgeTokenQuery } from '../../../state/deploys.ts'
import { breaksGlass, type Path } from './preview-words.ts'

/** Whether one's own token for the forge is kept; undefined while that is not known, or where none is needed. */
export function useOwnToken(surface: Surface | undefined, path: Path) {
  const api_base = surface?.paths.ci?.api_base
  const wanted = path === 'ci' && api_base !== undefined
  const { data, error, refetch } = useQuery({ ...forgeTokenQuery(api_base ?? ''), enabled: wanted })
  const failed = wanted && data === undefined && error !== null ? { error, onRetry: () => void refetch() } : null
  return { present: data?.present, failed }
}

/** Whether it is kept could not be learned: that is no word on whether it is. */
export function TokenFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <p role="alert" className="mt-1 flex flex-wrap items-center gap-2">
      <Mark means="bad">Whether your own token for the forge is here could not be asked: {sentenceOf(error)}</Mark>
      <Button onClick={onRetry}>Ask again</Button>
    </p>
  )
}

const waits = ({ environment, paths }: Surface): string =>
  environment === 'production' ? ` It waits there until a reviewer of “${paths.ci?.environment}” approves.` : ''

/** By which path, and what each of them means. */
export function PathChoice({
  surface,
  path,
  onChoose,
}: {
  surface: Surface
  path: Path
  onChoose: (path: Path) => void
}) {
  const { paths } = surface
  const ci = `A run of ${paths.ci?.workflow} at ${paths.ci?.repository}, in your name.${waits(surface)}`
  const local = surface.host === 'terraform' ? 'Applied from here.' : 'Pushed from here.'
  if (paths.ci !== undefined && paths.local !== undefined)
    return (
      <div className="flex flex-col gap-1">
        <RadioCards
          legend="Path"
          quietLegend
          value={path}
          onChange={onChoose}
          options={[
            ['ci', 'CI', ci],
            ['local', 'Local, past CI', 'Pushed from here: this breaks glass.'],
          ]}
        />
        {breaksGlass(surface, path) && (
          <Mark means="bad">Breaks glass: a review opens that stays red until somebody else closes it.</Mark>
        )}
      </div>
    )
  return (
    <p className="text-s text-muted">
      <b className="font-semibold text-ink">{path === 'ci' ? 'CI' : 'Local'}:</b> {path === 'ci' ? ci : local}
    </p>
  )
}
