import { useQuery } from '@tanstack/react-query'
import { Mark } from '../../../components/mark.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import { deploysApi, type Surface } from '../../../deploys-api.ts'
import { deployKeys } from '../../../state/deploys.ts'
import { breaksGlass, type Path } from './preview-words.ts'

/** Whether one's own token for the forge is kept; undefined while that is not known, or where none is needed. */
export function useOwnToken(surface: Surface | undefined, path: Path) {
  const api_base = surface?.paths.ci?.api_base
  const { data } = useQuery({
    queryKey: [...deployKeys.all, 'forge-token', api_base ?? ''],
    queryFn: ({ signal }) => deploysApi.forgeToken(api_base === undefined ? {} : { api_base }, signal),
    enabled: path === 'ci' && api_base !== undefined,
  })
  return data
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
