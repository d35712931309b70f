import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail, out, switches } from './switches.ts'

export type Attributes = Record<string, unknown>
type Configuration = {
  terraform?: { backend?: { local?: { path?: string } } }
  resource?: Record<string, Record<string, Attributes>>
}

const pointer = '.terraform/terraform.tfstate'
const configurations = () => readdirSync('.').filter((name) => name.endsWith('.tf.json'))
const readConfigurations = () =>
  configurations()
    .sort()
    .map((name) => JSON.parse(readFileSync(name, 'utf8')) as Configuration)

export function init(argv: readonly string[]): number {
  if (switches().fail === 'init')
    return fail('Failed to query available provider packages', 'Could not retrieve the list of available versions.')
  if (!argv.includes('-input=false')) return fail('The stand-in answers no questions: -input=false is missing')
  if (configurations().length === 0) {
    out('Terraform initialized in an empty directory!')
    return 0
  }
  out('Initializing the backend...')
  mkdirSync('.terraform', { recursive: true })
  const local = readConfigurations().flatMap(({ terraform }) => terraform?.backend?.local ?? [])[0]
  if (local !== undefined) {
    const backend = { type: 'local', config: { path: local.path ?? null, workspace_dir: null }, hash: 1 }
    writeFileSync(pointer, JSON.stringify({ version: 3, terraform_version: '1.14.3', backend }))
    out('Successfully configured the backend "local"!')
  }
  out('Initializing provider plugins...\n\nTerraform has been successfully initialized!')
  return 0
}

/** Where its state is, or nothing where `terraform init` was not run. */
export function statePath(): string | undefined {
  if (!existsSync('.terraform')) return undefined
  if (!existsSync(pointer)) return resolve('terraform.tfstate')
  const { backend } = JSON.parse(readFileSync(pointer, 'utf8')) as { backend: { config: { path: string | null } } }
  return resolve(backend.config.path ?? 'terraform.tfstate')
}

export const needsInit = (): 1 =>
  fail(
    'Backend initialization required, please run "terraform init"',
    'Reason: Initial configuration of the requested backend "local"',
  )

/** By address: what the configuration wants to exist. */
export function wanted(): Map<string, Attributes> {
  const all = new Map<string, Attributes>()
  for (const { resource = {} } of readConfigurations())
    for (const [type, named] of Object.entries(resource))
      for (const [name, attributes] of Object.entries(named)) all.set(`${type}.${name}`, attributes)
  return all
}
export const isConfigured = (): boolean => configurations().length > 0
