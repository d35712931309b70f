import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { canonicalText } from '../../../shared/domain/entry.ts'
import type { Entry } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Drawer, DrawerSection } from '../../components/drawer.tsx'
import { JsonTree } from '../../components/json-tree.tsx'
import { Fact } from '../../components/page.tsx'
import { ErrorState, Placeholder, SkeletonRows } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { ActorName } from './actor-name.tsx'
import { useActor } from './actors.ts'
import { readEntries } from './ledger-pages.ts'
import { ProofSteps } from './proof-steps.tsx'

type Props = {
  seq: number
  focused: boolean
  onClose: () => void
  onSubject: (subject: string) => void
}

export function EntryDrawer({ seq, focused, onClose, onSubject }: Props) {
  const { data: entry, error, refetch } = useEntry(seq)
  return (
    <Drawer
      over={`Entry ${seq}`}
      title={entry?.action ?? `Entry ${seq}`}
      under={entry?.id}
      focused={focused}
      onClose={onClose}
    >
      {entry && <EntryFacts key={entry.seq} entry={entry} onSubject={onSubject} />}
      {entry === null && (
        <Placeholder icon={SearchX} title={`There is no entry ${seq} to show`}>
          The ledger may not be this long, or the entry was pruned after its retention period: then its hash is still
          part of every root, and what it said is gone.
        </Placeholder>
      )}
      {entry === undefined && error === null && <SkeletonRows rows={7} what={`entry ${seq}`} />}
      {entry === undefined && error !== null && (
        <ErrorState what={`Entry ${seq}`} error={error} onRetry={() => void refetch()} />
      )}
    </Drawer>
  )
}

/** Null when the ledger has no such entry to show. */
function useEntry(seq: number) {
  return useQuery({
    queryKey: ['audit', 'entry', seq],
    queryFn: async ({ signal }): Promise<Entry | null> => {
      const { items } = await readEntries({}, { order: 'asc', after: seq - 1, limit: 1 }, signal)
      return items.find((entry) => entry.seq === seq) ?? null
    },
  })
}

function EntryFacts({ entry, onSubject }: { entry: Entry; onSubject: (subject: string) => void }) {
  const actor = useActor(entry.actor_digest)
  return (
    <>
      <DrawerSection title="Proof">
        <ProofSteps entry={entry} />
      </DrawerSection>
      <DrawerSection title="What happened">
        <dl>
          <Fact name="Time">
            <Time at={entry.at} show="both" />
          </Fact>
          <Fact name="Subject">
            <span className="font-mono text-s break-all">{entry.subject}</span>
            <div className="mt-1.5 flex flex-wrap gap-1.5">
              <Button onClick={() => onSubject(entry.subject)}>Everything about it</Button>
              <CopyButton text={entry.subject} what="the subject" />
            </div>
          </Fact>
          <Fact name="Workspace" mono>
            {entry.workspace}
          </Fact>
        </dl>
      </DrawerSection>
      <DrawerSection title="Actor">
        <ActorName actor={actor} />
        <dl className="mt-1">
          {actor?.erased && (
            <p className="text-s text-muted">This person's name and address were erased. The ledger never held them.</p>
          )}
          {actor !== undefined && !actor.erased && <Fact name="E-mail">{actor.email ?? 'none'}</Fact>}
          {actor?.via && <Fact name="Identified by">{vias[actor.via]}</Fact>}
          <Fact name="Id" mono>
            <span className="break-all">{entry.actor_id}</span>
          </Fact>
          <Fact name="Digest in the ledger" mono>
            <span className="break-all">{entry.actor_digest}</span>
          </Fact>
        </dl>
      </DrawerSection>
      <DrawerSection title="Data" aside={<CopyButton text={JSON.stringify(entry.data, null, 2)} what="the data" />}>
        <JsonTree value={entry.data} />
      </DrawerSection>
      <DrawerSection
        title="Canonical form"
        aside={<CopyButton text={async () => canonicalText(entry)} what="the canonical form" />}
      >
        <p className="text-s text-muted">
          The very bytes that the ledger hashes (RFC 8785), for checking with other tools.
        </p>
      </DrawerSection>
    </>
  )
}

const vias = {
  oidc: 'a sign-in that was verified (OIDC)',
  api_key: 'an API key',
  local: "this machine's own user, not verified",
  sample: 'the sample workspace, not verified',
  forge: 'the forge, which says so; not verified here',
} as const
