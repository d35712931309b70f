/** What looks like a secret, whoever wrote it wherever. Names and values that stand beside each other come last. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[redacted]'],
  // Our keys and those of most providers, webhook secrets, tokens of code forges and hosts.
  [/\b(?:sk|pk|rk|whsec|gh[pousr]|github_pat|glpat|xox[abprs]|HRKU)[-_][\w+/=-]{10,}/g, '[redacted]'],
  // Signed and sealed tokens.
  [/\beyJ[\w-]{6,}(?:\.[\w-]*){1,4}/g, '[redacted]'],
  [/\bgAAAA[\w-]{20,}={0,2}/g, '[redacted]'],
  // 32 bytes in base64: a master key.
  [/(?<![\w+/])[A-Za-z0-9+/]{43}=(?![\w=])/g, '[redacted]'],
  [/\b(Bearer|Basic|DPoP)\s+[\w.~+/-]{6,}=*/gi, '$1 [redacted]'],
  [/\b((?:set-)?cookie)(["']?\s*[:=]\s*)[^\n]+/gi, '$1$2[redacted]'],
  // The password of an address, and what stands in its query.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi, '$1:[redacted]@'],
  [/([?&](?:code|state|nonce|key|session_state|login_hint)=)[^\s&#"']+/gi, '$1[redacted]'],
  [
    /\b((?:\w+[_-])?(?:token|secret|password|passwd|verifier|api[_-]?key|master[_-]?key|device_code|credential))(["']?\s*[=:]\s*["']?)[^\s&"',;}]{6,}/gi,
    '$1$2[redacted]',
  ],
]

/** For what is written where others read it: logs, and what a program says as it ends. */
export const withoutSecrets = (text: string): string =>
  shapes.reduce((said, [shape, instead]) => said.replace(shape, instead), text)
