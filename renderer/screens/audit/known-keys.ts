const prefix = 'countersign.ledger-key.'

/**
 * The key under which this console first saw a ledger's checkpoints. A server that could exchange its key unnoticed
 * could sign another history with it.
 */
export const rememberedKey = (origin: string): string | undefined => localStorage.getItem(prefix + origin) ?? undefined

export function rememberKey(origin: string, verifierKey: string): void {
  if (rememberedKey(origin) === undefined) localStorage.setItem(prefix + origin, verifierKey.trim())
}
