import { api } from '../../api.ts'
import { CopyButton } from '../../components/copy-button.tsx'

type Props = { className?: string }

/** Fetched when asked for: an old checkpoint stands for less than the ledger holds. */
export const CopyCheckpoint = (props: Props) => (
  <CopyButton text={() => api.checkpoint()} what="the checkpoint" words="Copy checkpoint" {...props} />
)

export const CopyVerifierKey = (props: Props) => (
  <CopyButton
    text={async () => (await api.auditKey()).verifier_key}
    what="the verifier key"
    words="Copy verifier key"
    {...props}
  />
)
