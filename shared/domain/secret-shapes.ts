/** Tokens of code forges, hosts and providers, and signed ones. */
const tokens = /\b(?:sk|pk|rk|whsec|gh[pousr]|github_pat|glpat|xox[abprs]|HRKU)[-_][\w+/=-]{10,}|\beyJ[\w-]{6,}\.[\w-]*/
/** What stands beside such a name is not shown to everybody. */
const named =
  /(?:^|[?&;])(?:[\w.-]*[_.-])?(?:token|secret|password|passwd|pwd|auth|api_?key|apikey|key|sig|signature|credentials?)=[^&;#]/i

/** Whether an address holds what should not stand where others read it: it is kept in the record for good. */
export function looksSecret(address: string): boolean {
  const plain = unescaped(address)
  return tokens.test(plain) || named.test(plain.slice(Math.max(0, plain.indexOf('?'))))
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
