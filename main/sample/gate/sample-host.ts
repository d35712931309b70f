import { setTimeout as delay } from 'node:timers/promises'
import type { Surface } from '../../../shared/domain/surface.ts'
import { type Host, HostRefused, RemoteMoved, type Say } from '../../gate/host.ts'
import type { Releases } from './releases.ts'

const isSample = 'This is the sample: what follows is made up, and nothing of it leaves this machine.'

/** A surface of the sample at a host that is made up: it keeps its releases in memory and reaches nobody. */
export function openSampleHost(surface: Surface, releases: Releases, settle: () => Promise<void>): Host {
  const { id, host, app } = surface
  const short = (sha: string | null) => sha?.slice(0, 7) ?? 'nothing'
  const tell = async (say: Say, signal: AbortSignal, lines: readonly string[]) => {
    say(isSample)
    for (const line of lines) {
      await delay(350, undefined, { signal })
      say(line)
    }
  }
  const current = async () => {
    await settle()
    return releases.running(id)
  }
  return {
    kind: host,
    async running(signal) {
      signal.throwIfAborted()
      const { sha = null, id: release = null, at: since = null } = (await current()) ?? {}
      return { sha, release, since }
    },
    async releases(limit, signal) {
      signal.throwIfAborted()
      await settle()
      return releases.of(id).toReversed().slice(0, limit)
    },
    ...(host === 'terraform' && {
      async plan(to: string, say: Say, signal: AbortSignal) {
        await tell(say, signal, planLines(short(to)))
        return { summary: 'Plan: 0 to add, 1 to change, 0 to destroy.', changes: true, id: to }
      },
    }),
    async deploy({ from_sha, to_sha, operator, snapshotTaken }, say, signal) {
      const before = await current()
      if ((before?.sha ?? null) !== from_sha)
        throw new RemoteMoved(`${app} runs ${short(before?.sha ?? null)}, not ${short(from_sha)}.`)
      if (host === 'terraform') {
        // The way back is known before anything changes.
        const snapshot = `${app}-${compact(new Date())}-${operator}`
        await tell(say, signal, [`Taking the snapshot ${snapshot}`])
        await snapshotTaken?.(snapshot, 40 + releases.of(id).length)
      }
      await tell(say, signal, deployLines(surface, short(from_sha), short(to_sha)))
      const release = releases.add(id, host, { sha: to_sha, label: `Deploy ${short(to_sha)}` })
      say(`${app} runs ${short(to_sha)} as ${release.id}.`)
      return { release: release.id }
    },
    async rollback(to, _wanted, say, signal) {
      await settle()
      const known = releases.of(id).find((release) => release.id === to.id)
      if (known === undefined) throw new HostRefused(`${app} has no release ${to.id}.`)
      await tell(say, signal, [`Rolling back ${app} to ${known.id} (${short(known.sha)}): nothing is built anew.`])
      const release = releases.add(id, host, { sha: known.sha, label: `Rollback to ${known.id}` })
      say(`${app} runs ${short(known.sha)} again, as ${release.id}.`)
      return { release: release.id }
    },
    rollbackCommand: (to) => rollbackCommand(surface, to?.id ?? null),
    async check(signal) {
      signal.throwIfAborted()
      return [{ name: 'Sample', ok: true, detail: 'It is made up: there is nothing to be reached.' }]
    },
  }
}

function deployLines({ host, app }: Surface, from: string, to: string): string[] {
  switch (host) {
    case 'heroku':
      return [
        `Pushing ${from}..${to} to ${app}`,
        'remote: -----> Building on the Heroku-24 stack',
        'remote: -----> Using buildpack: heroku/python',
        'remote: -----> Installing what requirements.txt names',
        'remote: -----> Discovering process types: web, worker',
        'remote: -----> Launching...',
        `remote:        https://${app}.example deployed`,
      ]
    case 'cloudflare-pages':
      return [
        `Uploading ${to} to the project of ${app}`,
        'Uploaded 3 files (41 already there)',
        'Assigning the production branch',
        `https://${app} answers with ${to}`,
      ]
    case 'terraform':
      return [
        'aws_lightsail_instance.tickets: Refreshing state...',
        'Plan: 0 to add, 1 to change, 0 to destroy.',
        'aws_lightsail_instance.tickets: Modifying...',
        'aws_lightsail_instance.tickets: Modifications complete after 2s',
        'Apply complete! Resources: 0 added, 1 changed, 0 destroyed.',
      ]
    case 'command':
    case 'local':
      return [`Deploying ${to}`]
    default:
      return host satisfies never
  }
}

const planLines = (to: string): string[] => [
  `Planning ${to} in infra/`,
  '  # aws_lightsail_instance.tickets will be updated in-place',
  '  ~ resource "aws_lightsail_instance" "tickets" {',
  '      ~ tags = { "commit" = "(what is planned)" }',
  '    }',
]

function rollbackCommand({ host, app, id }: Surface, release: string | null): string {
  const to = release === null ? '' : ` ${release}`
  return host === 'heroku'
    ? `heroku releases:rollback${to} --app ${app}`
    : `countersign rollback ${id}${release === null ? '' : ` --to${to}`}`
}

const compact = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '')
