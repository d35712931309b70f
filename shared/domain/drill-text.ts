/**
 * What a schedule, a runbook or a drill run says goes to chats and into exports, and a drill is never at production.
 * So none of it may name a production surface, a credential, a private address or a host.
 */
const rules: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an address', /\b[a-z][a-z0-9+.-]*:\/\/(?!$)/i],
  ['a user and a host', /\b[^\s@/]+@[a-z0-9-]+(\.[a-z0-9-]+)+\b/i],
  ['an address of a host', /\b\d{1,3}(\.\d{1,3}){3}\b|\[[0-9a-f:]{3,}\]/i],
  ['a host', /\b[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|net|org|io|dev|app|cloud|internal|local|lan|corp|intra|test)\b/i],
  [
    'a credential',
    /\b(sk|pk|rk)-[a-z0-9-]{6,}|\bwhsec_|\bxox[abprs]-|\bgh[pousr]_[A-Za-z0-9]{10,}|\bAKIA[0-9A-Z]{12,}/,
  ],
  ['a credential', /\beyJ[\w-]{8,}\.[\w-]+\.|-----BEGIN|\bbearer\s+\S{8,}/i],
  ['a credential', /\b(password|passwd|secret|token|api[_ -]?key)\s*[:=]\s*\S+/i],
  ['production', /(^|[^a-z])prod(uction)?([^a-z]|$)/i],
]

/** Why a text cannot be part of a drill, if so: what it names. A path of documentation is no host. */
export function faultOfDrillText(text: string): string | undefined {
  const found = rules.find(([, pattern]) => pattern.test(text))
  return found && `names ${found[0]}, which a drill never does`
}
