import { useAddress } from '../../state/address.ts'
import { readAddress } from './address.ts'
import { TraceList } from './list/trace-list.tsx'
import { TracePage } from './trace/trace-page.tsx'

/** What the agents did: all of it as a list, and one of it with the place to itself. */
export function TracesScreen() {
  const [{ open }] = useAddress(readAddress)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <h1 className="sr-only">Traces</h1>
      <div className="min-h-0 flex-1">{open === undefined ? <TraceList /> : <TracePage key={open} id={open} />}</div>
    </div>
  )
}
