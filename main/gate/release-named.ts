type Named = { id: string; sha: string | null }

const wholeSha = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * The one that is called so; else the newest of that commit, if the whole of it is given. What ran past this console goes by
 * its commit until the next one goes out and it gets a name: whoever was offered it before still means it.
 */
export const releaseNamed = <T extends Named>(releases: readonly T[], name: string): T | undefined =>
  releases.find(({ id }) => id === name) ?? (wholeSha.test(name) ? releases.find(({ sha }) => sha === name) : undefined)
