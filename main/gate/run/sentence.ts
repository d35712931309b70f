import { withoutAddresses } from '../../../shared/domain/without-addresses.ts'

/** What hosts throw ends without a full stop, so that it can stand within a sentence; it becomes part of an entry. */
export function asSentence(said: string): string {
  const text = withoutAddresses(said)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
