/** What a program needs to find itself, its person's settings and the network. Nothing that is a secret of ours. */
const passedOn = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TMP', 'TEMP'],
  ...['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR'],
  ...['SSH_AUTH_SOCK', 'SSH_AGENT_PID', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSL_CAINFO'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'USERPROFILE', 'USERNAME', 'USERDOMAIN', 'HOMEDRIVE', 'HOMEPATH'],
])

export type Environment = Readonly<Record<string, string>>

/** This process holds keys and tokens that its children have no business with: they get a short list, and what is given. */
export function programEnvironment(given: Environment, own: NodeJS.ProcessEnv = process.env): Environment {
  const kept = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (passedOn.has(entry[0].toUpperCase()) || entry[0].startsWith('LC_')),
  )
  // Nobody sits there who could answer a question.
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', ...given }
}
