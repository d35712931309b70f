import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'

/** A bare repository whose hooks ask a server of ours what to do, and say what it says. */
export function makeHookedRepository(gitDir: string, hookUrl: string): void {
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitDir])
  execFileSync('git', ['-C', gitDir, 'config', 'http.receivepack', 'true'])
  const script = join(gitDir, 'ask.mjs')
  writeFileSync(script, hookScript)
  for (const name of ['pre-receive', 'post-receive']) {
    const hook = join(gitDir, 'hooks', name)
    writeFileSync(hook, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${hookUrl}/${name}'\n`)
    chmodSync(hook, 0o755)
  }
}

/** The answer is printed as it comes; its last line is the exit code. */
const hookScript = `
import { request } from 'node:http'
const asked = request(process.argv[2], { method: 'POST' }, async (answer) => {
  let rest = ''
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\\n')
    rest = lines.pop()
    for (const line of lines) process.stdout.write(line + '\\n')
  }
  process.exitCode = Number(rest)
})
asked.on('error', (error) => { console.error(String(error)); process.exitCode = 1 })
process.stdin.pipe(asked)
`

/** Git's own server, as a CGI program: https://git-scm.com/docs/git-http-backend */
export function serveGit(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  running: Set<ChildProcess>,
): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const { headers } = request
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      HOME: root,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_USER: 'somebody',
      REMOTE_ADDR: '127.0.0.1',
      CONTENT_TYPE: headers['content-type'] ?? '',
      ...(headers['content-length'] && { CONTENT_LENGTH: headers['content-length'] }),
      ...(headers['content-encoding'] && { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
      ...(headers['git-protocol'] && { GIT_PROTOCOL: String(headers['git-protocol']) }),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  child.stdin.on('error', () => {})
  request.pipe(child.stdin)
  let head = Buffer.alloc(0)
  let began = false
  child.stdout.on('data', (chunk: Buffer) => {
    if (began) return void response.write(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    began = true
    let status = 200
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/:\s*/, 2)
      if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.writeHead(status)
    response.write(head.subarray(end + 4))
  })
  child.once('close', () => {
    if (!began) response.writeHead(500)
    response.end()
  })
}
