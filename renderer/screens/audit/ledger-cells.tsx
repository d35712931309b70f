import type { CustomCellRendererProps } from 'ag-grid-react'
import type { Entry } from '../../api.ts'
import { Skeleton } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { ActionName } from './action-name.tsx'
import { ActorName } from './actor-name.tsx'
import { useActor } from './actors.ts'
import { shortData } from './short-data.ts'
import { SubjectName } from './subject-name.tsx'

type Cell = CustomCellRendererProps<Entry>

/** A row that is on its way holds its place. */
const waiting = <Skeleton className="h-3 w-3/5" />

export const SeqCell = ({ data }: Cell) => (data ? <span className="font-mono text-s">{data.seq}</span> : waiting)

export const TimeCell = ({ data }: Cell) => data && <Time at={data.at} />

export const TimeAndAgeCell = ({ data }: Cell) => data && <Time at={data.at} show="both" />

export const ActionCell = ({ data }: Cell) => (data ? <ActionName action={data.action} /> : waiting)

export const SubjectCell = ({ data }: Cell) => data && <SubjectName subject={data.subject} />

export const ActorCell = ({ data }: Cell) => data && <KnownActor digest={data.actor_digest} />

export const DataCell = ({ data }: Cell) =>
  data && <span className="block truncate text-muted">{shortData(data.data)}</span>

function KnownActor({ digest }: { digest: string }) {
  return <ActorName actor={useActor(digest)} />
}
