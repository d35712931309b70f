import { access, constants } from 'node:fs/promises'
import { folderObjects } from '../../git/folder-objects.ts'
import { openRepository, type RepositoryNeeds } from '../../git/open-repository.ts'
import { resolveCommit } from '../../git/resolve-commit.ts'
import { HostRefused } from '../../host.ts'
import { lookInto } from '../look-into.ts'
import { type LocalTarget, releaseId, releaseRefs } from './release-refs.ts'

type Looked = { target(): LocalTarget; code: RepositoryNeeds; ref: string }

export const checkLocal = ({ target, code, ref }: Looked, signal: AbortSignal) =>
  lookInto(signal, {
    repository: async () => {
      const repository = await openRepository(code, signal)
      if (repository.stale !== null) throw new HostRefused(repository.stale)
      const sha = await resolveCommit(repository, ref, signal)
      if (sha === null) throw new HostRefused(`${code.repository} has no branch, tag or commit ${ref}`)
      return `${ref} is at ${sha.slice(0, 12)}`
    },
    remote: async () => {
      const { branch } = target()
      const { head, newest } = await releaseRefs(target(), signal)
      if (head === null) return `it has no ${branch} yet`
      const release = newest?.sha === head ? `, ${releaseId(newest.n)}` : ''
      return `${branch} is at ${head.slice(0, 12)}${release}`
    },
    push: async () => {
      const found = await folderObjects(target().remote)
      if (found === undefined) throw new HostRefused(`${target().remote} is no git repository`)
      try {
        await access(found.objects, constants.W_OK)
      } catch {
        throw new HostRefused(`${target().remote} cannot be written to by whoever runs this`)
      }
      return 'it can be written to'
    },
  })
