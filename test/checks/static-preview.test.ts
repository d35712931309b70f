import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeGithub, type ForgeUser, startGithub } from '../fakes/github.ts'
import { readWorkflow, runWorkflow } from '../support/workflows/run-workflow.ts'

const workflow = readWorkflow('resources/workflows/static-preview.yml')
const job = workflow.jobs.preview

describe('static-preview.yml', () => {
  it('never blocks', () => {
    expect(job?.['continue-on-error']).toBe(true)
    for (const step of job?.steps ?? []) expect(step['continue-on-error']).toBe(true)
  })

  it('runs nothing that a pull request brings, since with it a fork could write here', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request_target'])
    for (const step of job?.steps ?? []) expect(step.uses).toBeUndefined()
    expect(job?.permissions).toEqual({ 'pull-requests': 'write' })
  })
})

describe('a pull request', () => {
  let forge: FakeGithub
  let robot: ForgeUser
  beforeEach(async () => {
    forge = await startGithub()
    robot = forge.addUser('github-actions[bot]')
  })
  afterEach(() => forge.close())

  const touch = (files: string[], sites?: string) => {
    forge.setPullFiles(7, files)
    return runWorkflow(workflow, {
      contexts: {
        vars: sites === undefined ? {} : { STATIC_SITES: sites },
        github: { event: { pull_request: { number: 7 } }, token: robot.token },
      },
      env: { GITHUB_API_URL: forge.api_base, GITHUB_REPOSITORY: forge.repository },
    })
  }
  const said = () => forge.comments.map(({ on, body }) => [on, body.split('\n').slice(1).join('\n').trim()])

  it.each([
    [['docs/index.md'], 'Will deploy to docs.raxx.app on merge.'],
    [['src/main.ts', 'console/static/logo.svg'], 'Will deploy to docs.raxx.app on merge.'],
  ])('that touches %j is told what will deploy', async (files, text) => {
    const { log } = await touch(files)
    expect(said(), log).toEqual([['pull 7', text]])
  })

  it.each([[['src/docs/index.md', 'docs.md']], [['x$(touch owned)/docs/y', '`id`']]])(
    'that touches %j is told nothing',
    async (files) => {
      const { jobs, log } = await touch(files)
      expect(jobs.preview?.steps, log).toEqual({ 'Say what will deploy': 'success' })
      expect(said()).toEqual([])
    },
  )

  it('is told of every site, as it is configured', async () => {
    await touch(['docs/a', 'site/b'], 'docs.raxx.app docs/\nwww.raxx.app site/ marketing/\nmock.raxx.app mock/')
    expect(said()).toEqual([
      ['pull 7', 'Will deploy to docs.raxx.app on merge.\nWill deploy to www.raxx.app on merge.'],
    ])
  })

  it('has one comment, which changes with it', async () => {
    forge.comments.push({ id: 1, on: 'pull 7', body: 'Will this deploy?', user: 'ada' })
    await touch(['docs/a'])
    await touch(['docs/b'])
    expect(forge.comments).toHaveLength(2)
    await touch(['src/a'])
    expect(forge.comments).toHaveLength(2)
    expect(forge.comments[1]?.body).toContain('Nothing here will deploy to a static site any more.')
    expect(forge.comments[0]?.body).toBe('Will this deploy?')
  })

  it('is not in the way where the forge says no', async () => {
    robot.write = false
    const { jobs } = await touch(['docs/a'])
    expect(jobs.preview).toMatchObject({ result: 'success', steps: { 'Say what will deploy': 'failure' } })
  })
})
