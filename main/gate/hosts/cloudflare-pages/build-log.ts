import { HostRefused, type Say } from '../../host.ts'
import { BuildLog, type PagesApi } from './api.ts'

export type FollowedLog = {
  /** Says what is new. A log that cannot be read stops no deploy. */
  read(signal: AbortSignal): Promise<void>
  /** The commit that the builder checked out, shortened, where its log says so. */
  builtCommit(): string | null
}

export function followBuildLog(api: PagesApi, deployment: string, say: Say): FollowedLog {
  let said = 0
  let built: string | null = null
  let toldFault = false
  return {
    builtCommit: () => built,
    async read(signal) {
      try {
        const path = api.at('deployments', deployment, 'history', 'logs')
        const { data } = await api.ask({ what: 'read the build log', path, answer: BuildLog }, signal)
        for (const { line } of data.slice(said)) {
          built ??= /^HEAD is now at ([0-9a-f]{7,64})\b/.exec(line)?.[1] ?? null
          say(line)
        }
        said = Math.max(said, data.length)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof HostRefused)) throw error
        if (!toldFault) say(`the build log cannot be read: ${error.message}`)
        toldFault = true
      }
    },
  }
}
