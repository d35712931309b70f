import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostNeeds, Wanted } from '../../main/gate/host.ts'
import { openTerraformHost } from '../../main/gate/hosts/terraform.ts'
import { redactedHost } from '../../main/gate/redacted-host.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { placeTerraform } from '../fakes/terraform/place.ts'
import { makeCodeRepository } from './code-repository.ts'

export const never = new AbortController().signal
export const canary = 'hunter2-canary-in-the-mine'

type Options = { secrets?: Record<string, string>; snapshot?: string[]; directory?: string }

/** A surface of Terraform: a real repository, a real program with real files, and the host as the gate opens it. */
export function terraformKit({ secrets = {}, snapshot, directory = 'infra' }: Options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-terraform-'))
  const terraform = placeTerraform(join(folder, 'terraform'))
  const code = makeCodeRepository(join(folder, 'code'))
  const surface = SurfaceDefinition.parse({
    ...{ id: 'lightsail', name: 'Lightsail', app: 'tickets', host: 'terraform', paths: { local: {} } },
    repository: code.folder,
    settings: {
      program: terraform.program,
      directory,
      secrets: Object.keys(secrets),
      ...(snapshot && { snapshot }),
    },
  })
  let now = Date.UTC(2026, 3, 29, 14, 33, 0)
  const needs: HostNeeds = {
    surface,
    secret: async (name) => secrets[name] ?? null,
    fetch,
    dir: join(folder, 'gate'),
    clock: () => now,
  }
  const said: string[] = []
  const host = redactedHost(openTerraformHost(needs), new Set(Object.values(secrets)))
  const wanted = (from_sha: string | null, to_sha: string, more: Partial<Wanted> = {}): Wanted => ({
    ...{ deploy_id: `d-${to_sha.slice(0, 6)}`, from_sha, to_sha, operator: 'kristerpher', ...more },
  })
  const say = (line: string) => void said.push(line)
  return {
    ...{ folder, terraform, code, surface, needs, host, said, say, wanted },
    tick: (seconds = 60) => {
      now += seconds * 1000
    },
    /** A commit of machines, by name. */
    machines: (resources: Record<string, object>) =>
      code.commit({
        [`${directory}/main.tf.json`]: terraform.configuration({
          aws_lightsail_instance: resources as Record<string, Record<string, unknown>>,
        }),
      }),
    /** Previews it and deploys it, as somebody does who has read the plan. */
    async deploy(from_sha: string | null, to_sha: string, more: Partial<Wanted> = {}) {
      now += 60_000
      await host.plan?.(to_sha, say, never)
      return await host.deploy(wanted(from_sha, to_sha, more), say, never)
    },
    async rollback(id: string, more: Partial<Wanted> = {}) {
      now += 60_000
      const release = { id, sha: null, at: null, label: '' }
      return await host.rollback(release, { deploy_id: 'd-back', operator: 'ada', ...more }, say, never)
    },
    /** A program that does what the text says, as sh does. */
    script(name: string, text: string): string {
      const file = join(folder, name)
      writeFileSync(file, `#!/bin/sh\n${text}\n`)
      chmodSync(file, 0o755)
      return file
    },
    /** Which of terraform's commands were run, in order: `state pull`, `apply`. */
    commands: () => terraform.calls().map(({ argv }) => argv.slice(0, argv[0] === 'state' ? 2 : 1).join(' ')),
    close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
export type TerraformKit = ReturnType<typeof terraformKit>
