import type { Surface } from '../../shared/domain/surface.ts'
import type { Services } from '../services.ts'
import { repositoriesDir, surfaceDir } from './folders.ts'
import type { Host, HostNeeds } from './host.ts'
import { openPagesHost } from './hosts/cloudflare-pages.ts'
import { openCommandHost } from './hosts/command.ts'
import { openHerokuHost } from './hosts/heroku.ts'
import { openLocalHost } from './hosts/local.ts'
import { openTerraformHost } from './hosts/terraform.ts'
import { redactedHost } from './redacted-host.ts'
import { surfaceSecrets } from './surface-secrets.ts'

/** A surface at its host. Nothing that the host says or throws holds a secret that it was given. */
export function openHost(
  { secrets, clock, gate }: Pick<Services, 'clock' | 'gate'> & { secrets: Pick<Services['secrets'], 'get'> },
  workspace: string,
  surface: Surface,
): Host {
  const { secret, handedOut } = surfaceSecrets({ secrets, env: gate.env }, workspace, surface)
  const dir = surfaceDir(gate, workspace, surface.id)
  const repositories = repositoriesDir(gate, workspace)
  const needs: HostNeeds = { surface, secret, fetch: gate.fetch, dir, repositories, clock }
  return redactedHost(gate.openHost?.(needs) ?? openByKind(needs), handedOut)
}

function openByKind(needs: HostNeeds): Host {
  const { host } = needs.surface
  switch (host) {
    case 'heroku':
      return openHerokuHost(needs)
    case 'cloudflare-pages':
      return openPagesHost(needs)
    case 'terraform':
      return openTerraformHost(needs)
    case 'command':
      return openCommandHost(needs)
    case 'local':
      return openLocalHost(needs)
    default:
      return host satisfies never
  }
}
