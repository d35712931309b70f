import { join } from 'node:path'
import { repositoryWith } from '../checked-out.ts'
import { openRepository } from '../git/open-repository.ts'
import { resolveCommit } from '../git/resolve-commit.ts'
import { type Host, type HostNeeds, HostRefused, type Say } from '../host.ts'
import { runProgram } from '../run-program.ts'
import { lookInto } from './look-into.ts'
import { namedSecrets, namedSecretsThatAreThere } from './named-secrets.ts'
import { openBook } from './release-book.ts'
import { shellWord } from './shell-word.ts'
import { deployByTerraform } from './terraform/deploy.ts'
import { keepPlan, makePlan, shownPlan } from './terraform/plans.ts'
import { findRelease, listReleases, runningNow, TerraformRelease } from './terraform/releases.ts'
import { rollBack } from './terraform/roll-back.ts'
import { isTerraform, standardPatienceMs, type TerraformNeeds } from './terraform/run.ts'
import { openTree } from './terraform/tree.ts'

const quietly: Say = () => {}

/**
 * Machines by Terraform: a snapshot first, then the plan that was shown and no other, and a way back. Whoever may change
 * the repository may run what they like here, as with Terraform anywhere; that is why such a surface is defined only in
 * a file of this machine.
 */
export function openTerraformHost(given: HostNeeds, patienceMs = standardPatienceMs): Host {
  const { surface } = given
  if (!isTerraform(surface)) throw new Error(`a surface of the host ${surface.host} was opened as one of Terraform`)
  const needs: TerraformNeeds = { ...given, surface, patienceMs }
  const releases = openBook(join(needs.dir, 'releases.json'), TerraformRelease)
  const repositories = needs.repositories ?? join(needs.dir, 'repository')
  const parts = { needs, releases, repositories }
  const secrets = () => namedSecrets(surface, needs.secret)
  const place = { repository: surface.repository, dir: repositories }
  const repository = (signal: AbortSignal) => openRepository(place, signal)

  /** The state can be read from the tree of any commit that has its backend: of what was applied last, else of what will be. */
  const present = async (signal: AbortSignal) => {
    const last = releases.read().find(({ sha }) => sha !== null)?.sha
    const repo = last == null ? await repository(signal) : await repositoryWith(last, place, signal)
    const sha = last ?? (await resolveCommit(repo, surface.ref, signal))
    if (sha === null) throw new HostRefused(`${surface.ref} is no branch and no tag of the repository.`)
    return await (await openTree({ needs, repository: repo, sha }, await secrets(), quietly, signal)).pull(signal)
  }

  return {
    kind: 'terraform',

    running: async (signal) => runningNow(releases, await present(signal)),

    async releases(limit, signal) {
      const state = await present(signal).catch((error: unknown) => {
        // What can be gone back to is written down here, whether or not the state can be read.
        if (error instanceof HostRefused) return null
        throw error
      })
      return listReleases(releases, state).slice(0, limit)
    },

    async plan(to_sha, say, signal) {
      const env = await secrets()
      // What is shown is the plan, and not how this folder came to be ready for it.
      const place = { needs, repository: await repository(signal), sha: to_sha }
      const terraform = await openTree(place, env, quietly, signal)
      const { changes, serial, id } = await makePlan(needs, { sha: to_sha, terraform }, say, signal)
      const what = changes ? 'There are changes' : 'No changes'
      return { summary: `${what}, from state ${serial} (plan ${id.slice(0, 12)}).`, changes, id }
    },

    shownPlan: async (to_sha) => (await shownPlan(needs, to_sha))?.id ?? null,
    keepPlan: (deploy_id, to_sha, id) => keepPlan(needs, { deploy_id, to_sha, id }),

    deploy: async (wanted, say, signal) => deployByTerraform(parts, await secrets(), wanted, say, signal),

    rollback: async (to, wanted, say, signal) => {
      const env = await namedSecretsThatAreThere(surface, needs.secret, say)
      return await rollBack(parts, env, { to: to.id, wanted }, say, signal)
    },

    rollbackCommand(to) {
      const { directory, program } = surface.settings
      const before = releases
        .read()
        .slice(1)
        .find((each) => each.sha !== null && !each.unfinished)
      const sha = to === null ? (before?.sha ?? null) : (to.sha ?? findRelease(releases, to.id)?.sha ?? null)
      const commit = sha ?? '<the commit that ran before>'
      const terraform = [program, ...(directory === '.' ? [] : [`-chdir=${directory}`])].map(shellWord).join(' ')
      return `git checkout ${sha === null ? commit : shellWord(commit)} && ${terraform} init && ${terraform} apply`
    },

    check: (signal) =>
      lookInto(signal, {
        terraform: async () => {
          const { program } = surface.settings
          const ran = await runProgram({ program, args: ['version'], cwd: process.cwd(), env: {}, signal })
          if (ran.code !== 0) throw new HostRefused(`${program} version ended with exit code ${ran.code}.`)
          return ran.stdout.split('\n')[0]?.trim() ?? ''
        },
        secrets: async () => {
          const names = Object.keys(await secrets())
          return names.length === 0 ? 'none are named' : `${names.join(', ')} set`
        },
        repository: async () => {
          const sha = await resolveCommit(await repository(signal), surface.ref, signal)
          if (sha === null) throw new HostRefused(`${surface.ref} is no branch and no tag of the repository.`)
          return `${surface.ref} is at ${sha.slice(0, 12)}`
        },
        state: async () => {
          const { serial, resources } = await present(signal)
          return `state ${serial}, ${resources.length} resources`
        },
      }),
  }
}
