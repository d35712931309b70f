import { HostRefused, RemoteMoved } from '../../host.ts'

/** Makes a sentence of what terraform said on its standard error. The text is public and of long standing. */
export function failureOf(what: string, code: number, errors: readonly string[]): HostRefused | RemoteMoved {
  const summaries = errors.flatMap((line) => /^[│\s]*Error: (.+)$/.exec(line)?.[1]?.trim() ?? [])
  if (summaries.some((each) => /^Saved plan is stale/i.test(each)))
    return new RemoteMoved('The state was changed after the plan was made: nothing was applied. Look at the new plan.')
  if (summaries.some((each) => /acquiring the state lock/i.test(each)))
    return new HostRefused(lockSentence(what, errors))
  const why = summaries[0] ?? errors.at(-1)?.trim() ?? ''
  return new HostRefused(
    `terraform ${what} failed (exit code ${code})${why === '' ? '' : `: ${why.replace(/\.$/, '')}`}.`,
  )
}

/** Who holds it is in the lock itself. Whether they still work on it, only people can know: it is never broken here. */
function lockSentence(what: string, errors: readonly string[]): string {
  const field = (name: string): string => {
    const line = errors.find((each) => new RegExp(`^[│\\s]*${name}:`).test(each))
    return line?.replace(/^[^:]*:/, '').trim() ?? ''
  }
  const [id, who, since] = [field('ID'), field('Who'), field('Created')]
  const holder = `${who === '' ? '' : ` by ${who}`}${since === '' ? '' : ` since ${since}`}`
  const release = id === '' ? 'terraform force-unlock' : `terraform force-unlock ${id}`
  return `The state is locked${holder}, so terraform ${what} did nothing. If nobody works on it any more, free it: ${release}`
}
