import { join } from 'node:path'
import type { Surface, SurfaceOf } from '../../../shared/domain/surface.ts'
import {
  type Host,
  type HostNeeds,
  HostRefused,
  type Release,
  RemoteMoved,
  type Say,
  type WantedBack,
} from '../host.ts'
import { type CommandNeeds, where, whereAsked } from './command/places.ts'
import { addRelease, CommandRelease, finishRelease, listReleases, runningIn } from './command/releases.ts'
import { askRunning, asTyped, runSteps } from './command/steps.ts'
import { lookInto } from './look-into.ts'
import { namedSecrets, namedSecretsThatAreThere } from './named-secrets.ts'
import { openBook } from './release-book.ts'
import { shellWord } from './shell-word.ts'

const quietly: Say = () => {}
const isCommand = (surface: Surface): surface is SurfaceOf<'command'> => surface.host === 'command'

/**
 * The operator's own steps, as a file of this machine has them. What runs there says one of these steps, and it is believed
 * over everything that is written down here; so deploy steps have to wait until what they deploy is what runs.
 */
export function openCommandHost(given: HostNeeds): Host {
  const { surface } = given
  if (!isCommand(surface)) throw new Error(`a surface of the host ${surface.host} was opened as one of commands`)
  const needs: CommandNeeds = { ...given, surface }
  const { settings } = surface
  const releases = openBook(join(needs.dir, 'releases.json'), CommandRelease)
  const about = { COUNTERSIGN_SURFACE: surface.id, COUNTERSIGN_APP: surface.app }
  const secrets = () => namedSecrets(surface, needs.secret)

  const ask = async (env: Record<string, string>, signal: AbortSignal): Promise<string | null> => {
    const cwd = await whereAsked(needs, releases.read()[0]?.sha, signal)
    return await askRunning(settings.running, { cwd, env: { ...env, ...about } }, signal)
  }

  type Going = WantedBack & { from_sha: string | null; to_sha: string; release: string }
  const variables = ({ deploy_id, operator, from_sha, to_sha, release }: Going) => ({
    ...about,
    COUNTERSIGN_FROM_SHA: from_sha ?? '',
    COUNTERSIGN_TO_SHA: to_sha,
    COUNTERSIGN_DEPLOY_ID: deploy_id,
    COUNTERSIGN_RELEASE: release,
    COUNTERSIGN_OPERATOR: operator,
  })

  return {
    kind: 'command',

    async running(signal) {
      const sha = await ask(await secrets(), signal)
      const release = sha === null ? undefined : runningIn(releases, sha)
      return { sha, release: release?.id ?? null, since: release?.at ?? null }
    },

    async releases(limit, signal) {
      // What can be gone back to is written down here, whether or not somebody says what runs.
      const running = await askOr(async () => ask(await secrets(), signal), quietly, signal)
      return listReleases(releases, running ?? null).slice(0, limit)
    },

    async deploy(wanted, say, signal) {
      const { from_sha, to_sha, operator, deploy_id } = wanted
      const env = await secrets()
      const runs = await ask(env, signal)
      if (runs !== from_sha)
        throw new RemoteMoved(`${runs === null ? 'Nothing' : runs.slice(0, 12)} runs there by now: no step was run.`)
      return await where(
        needs,
        to_sha,
        async (cwd) => {
          const { id } = addRelease(releases, needs.clock(), { sha: to_sha, operator, deploy_id }, runs)
          await runSteps(
            settings.deploy,
            { cwd, env: { ...env, ...variables({ ...wanted, release: id }) } },
            say,
            signal,
          )
          const now = await ask(env, signal)
          if (now !== to_sha)
            throw new HostRefused(
              `Every step went well, and ${now === null ? 'nothing' : now.slice(0, 12)} runs there.`,
            )
          finishRelease(releases, id)
          return { release: id }
        },
        signal,
      )
    },

    async rollback(to, wanted, say, signal) {
      const to_sha = releases.read().find(({ id }) => id === to.id)?.sha ?? to.sha
      if (to_sha === null) throw new HostRefused(`Of the release ${to.id} no commit is known here.`)
      const env = await namedSecretsThatAreThere(surface, needs.secret, say)
      // A way back does not wait for what is broken to say what it is.
      const from_sha = await askOr(() => ask(env, signal), say, signal)
      return await where(
        needs,
        to_sha,
        async (cwd) => {
          const going = { ...wanted, from_sha: from_sha ?? null, to_sha, release: to.id }
          const { operator, deploy_id } = wanted
          const { id } = addRelease(releases, needs.clock(), { sha: to_sha, operator, deploy_id })
          await runSteps(settings.rollback, { cwd, env: { ...env, ...variables(going) } }, say, signal)
          const now = await askOr(() => ask(env, signal), say, signal)
          if (now !== undefined && now !== to_sha)
            throw new HostRefused(
              `Every step went well, and ${now === null ? 'nothing' : now.slice(0, 12)} runs there.`,
            )
          finishRelease(releases, id)
          return { release: id }
        },
        signal,
      )
    },

    rollbackCommand(to) {
      const target = to ?? previous()
      const assign = [
        `COUNTERSIGN_TO_SHA=${target?.sha ?? '<sha>'}`,
        `COUNTERSIGN_RELEASE=${target === undefined ? '<release>' : shellWord(target.id)}`,
        ...Object.entries(about).map(([name, value]) => `${name}=${shellWord(value)}`),
      ].join(' ')
      const place =
        settings.directory === null ? `git checkout ${target?.sha ?? '<sha>'}` : `cd ${shellWord(settings.directory)}`
      return [place, `export ${assign}`, ...settings.rollback.map(asTyped)].join(' && ')
    },

    check: (signal) =>
      lookInto(signal, {
        secrets: async () => {
          const names = Object.keys(await secrets())
          return names.length === 0 ? 'none are named' : `${names.join(', ')} set`
        },
        running: async () => {
          const sha = await ask(await secrets(), signal)
          return sha === null ? 'nothing was deployed yet' : `${sha.slice(0, 12)} runs`
        },
      }),
  }

  function previous(): Pick<Release, 'id' | 'sha'> | undefined {
    return releases
      .read()
      .slice(1)
      .find(({ finished }) => finished)
  }
}

/** Undefined where it cannot be told, which is said. */
async function askOr(
  ask: () => Promise<string | null>,
  say: Say,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  try {
    return await ask()
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof HostRefused)) throw error
    say(`What runs cannot be told: ${error.message}`)
    return undefined
  }
}
