import type { EvidenceReport } from '../../api.ts'

export type Verdict = { means: 'ok' | 'warn' | 'bad'; says: string; because: string }

/** What was found, in one word and one sentence. A package that holds under a key that nobody knows proves nothing yet. */
export function verdictOf({ ok, ours, origin, first_bad: bad }: EvidenceReport): Verdict {
  if (!ok)
    return {
      means: 'bad',
      says: 'It does not hold',
      because: bad
        ? `${bad.file}${bad.where === null ? '' : `, ${bad.where}`}: ${bad.why}.`
        : 'The report does not say why.',
    }
  switch (ours) {
    case 'yes':
      return {
        means: 'ok',
        says: 'It holds',
        because: 'This ledger’s own key signed it, and this ledger still has all of it.',
      }
    case 'unknown':
      return {
        means: 'warn',
        says: 'It holds, but its key was not compared',
        because: `It is of the ledger ${origin}, whose key is not known here. Compare the fingerprint with one that you have from there.`,
      }
    case 'no':
      return {
        means: 'bad',
        says: 'It does not fit this ledger',
        because:
          'It holds by itself and says that it is of this ledger; but another key signed it, or this ledger has changed what it had.',
      }
    default:
      return ours satisfies never
  }
}
