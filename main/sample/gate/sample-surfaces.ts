import { type Surface, SurfaceDefinition } from '../../../shared/domain/surface.ts'

/** Where the parts of the sample are, which begins anew at another place every time. */
export type Places = { raxx: string; service: string; serviceRemote: string; site: string; serviceSite: string }

/** As the sample's forge calls the repository. */
export const forgeRepository = 'raxx/raxx'

/** The five surfaces of the deploy-gating document, which are made up, and one whose repository and service are real. */
export function sampleSurfaces({ raxx, service, serviceRemote, site, serviceSite }: Places): Surface[] {
  const ci = (workflow: string) => ({ repository: forgeRepository, workflow, api_base: `${site}/api/v3` })
  const health = (id: string) => ({ url: `${site}/${id}/health`, interval_seconds: 1 })
  const notify = ['slack', 'desktop']
  const checks = { kind: 'forge_checks' as const }
  const pages = { account_id: 'sample-account' }
  const definitions = [
    {
      ...{ id: 'raptor', name: 'Raptor, the API (sample)', app: 'raxx-api-prod', host: 'heroku', smoke: checks },
      ...{ repository: raxx, paths: { ci: ci('deploy-heroku.yml') }, health: health('raptor'), notify },
    },
    {
      ...{
        id: 'antlers',
        name: 'Antlers, the shop (sample)',
        app: 'raxx.app',
        host: 'cloudflare-pages',
        smoke: checks,
      },
      ...{ repository: raxx, paths: { ci: ci('deploy-antlers.yml') }, health: health('antlers'), notify },
      settings: { ...pages, project: 'antlers' },
    },
    {
      ...{ id: 'console', name: 'Console (sample)', app: 'raxx-console-prod', host: 'heroku', smoke: checks },
      ...{ repository: raxx, paths: { local: {}, ci: ci('deploy-console.yml') }, health: health('console'), notify },
      phrase: 'deploy console to prod',
    },
    {
      ...{ id: 'docs', name: 'Docs and mockups (sample)', app: 'docs.raxx.app', host: 'cloudflare-pages' },
      ...{ repository: raxx, paths: { ci: ci('deploy-docs.yml') }, health: health('docs') },
      settings: { ...pages, project: 'docs' },
      static_paths: ['docs/', 'console/static/'],
    },
    {
      ...{ id: 'lightsail', name: 'Lightsail: tickets and vault (sample)', app: 'raxx-tickets', host: 'terraform' },
      ...{ repository: raxx, paths: { local: {} }, health: health('lightsail'), notify: ['desktop'] },
      settings: { directory: 'infra' },
    },
    {
      ...{ id: 'sample-service', name: 'Sample service', app: 'sample-service', host: 'local' },
      ...{ repository: service, remote: serviceRemote, paths: { local: {} }, notify },
      health: { url: `${serviceSite}/health`, interval_seconds: 1 },
    },
  ]
  return definitions.map((definition) => SurfaceDefinition.parse(definition))
}
