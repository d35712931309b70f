const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Not seen, or turning around what is seen: what a stranger wrote is shown as it is, these by their number. */
const unseen = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

export const escapeHtml = (text: string): string =>
  text
    .replaceAll(unseen, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll(/[&<>"']/g, (char) => names[char] ?? '')
