import { api } from '../../api.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { useAsleep } from '../../state/asleep.ts'

type Props = { className?: string }

/** Fetched when asked for: an old checkpoint stands for less than the ledger holds. */
export function CopyCheckpoint(props: Props) {
  const words = 'Copy checkpoint'
  const asleep = useAsleep(words)
  return <CopyButton text={() => api.checkpoint()} what="the checkpoint" words={words} asleep={asleep} {...props} />
}

export function CopyVerifierKey(props: Props) {
  const words = 'Copy verifier key'
  const asleep = useAsleep(words)
  const read = async () => (await api.auditKey()).verifier_key
  return <CopyButton text={read} what="the verifier key" words={words} asleep={asleep} {...props} />
}
