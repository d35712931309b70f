import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostNeeds } from '../../../main/gate/host.ts'
import type { Surface } from '../../../shared/domain/surface.ts'

/** What a host is made from, with secrets that a test can change. */
export function hostNeeds(surface: Surface, given: Record<string, string>) {
  const dir = mkdtempSync(join(tmpdir(), 'host-'))
  const secrets = new Map(Object.entries(given))
  const said: string[] = []
  const needs: HostNeeds = {
    surface,
    secret: async (name) => secrets.get(name) ?? null,
    fetch,
    dir,
    clock: () => Date.parse('2026-04-29T14:33:00Z'),
  }
  return {
    needs,
    said,
    give: (name: string, value: string | null) =>
      void (value === null ? secrets.delete(name) : secrets.set(name, value)),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  }
}
