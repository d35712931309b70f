/** What an expression of a workflow may name: `inputs.app`, `steps.push.outputs.release`. */
export type Contexts = { [name: string]: unknown }

const tokens = /\s*('(?:[^']|'')*'|\|\||&&|==|!=|[(),!]|[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)/y

/** The expressions that these workflows use, as GitHub evaluates them: docs.github.com, “Evaluate expressions”. */
function evaluate(text: string, contexts: Contexts, has: { failed: boolean } = { failed: false }): unknown {
  const read = [...scan(text)]
  let at = 0
  const peek = () => read[at]
  const take = (wanted?: string): string => {
    const token = read[at++]
    if (token === undefined || (wanted !== undefined && token !== wanted)) throw new Error(`not understood: ${text}`)
    return token
  }
  const or = (): unknown => binary(and, '||', (left, right) => (isTrue(left) ? left : right()))
  const and = (): unknown => binary(equal, '&&', (left, right) => (isTrue(left) ? right() : left))
  const binary = (next: () => unknown, sign: string, join: (left: unknown, right: () => unknown) => unknown) => {
    let left = next()
    while (peek() === sign) {
      take()
      const right = next()
      left = join(left, () => right)
    }
    return left
  }
  const equal = (): unknown => {
    const left = value()
    const sign = peek()
    if (sign !== '==' && sign !== '!=') return left
    take()
    return (shown(left) === shown(value())) === (sign === '==')
  }
  const value = (): unknown => {
    const token = take()
    if (token === '!') return !isTrue(value())
    if (token === '(') {
      const inner = or()
      take(')')
      return inner
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
    if (peek() !== '(') return lookUp(token, contexts)
    take('(')
    const given: unknown[] = []
    while (peek() !== ')') {
      given.push(or())
      if (peek() === ',') take()
    }
    take(')')
    return call(token, given, has)
  }
  const result = or()
  if (at !== read.length) throw new Error(`not understood: ${text}`)
  return result
}

function* scan(text: string): Generator<string> {
  tokens.lastIndex = 0
  while (tokens.lastIndex < text.trimEnd().length) {
    const from = tokens.lastIndex
    const found = tokens.exec(text)?.[1]
    if (found === undefined) throw new Error(`not understood: ${text.slice(from)}`)
    yield found
  }
}

function call(name: string, given: unknown[], { failed }: { failed: boolean }): unknown {
  if (name === 'always') return true
  if (name === 'success') return !failed
  if (name === 'failure') return failed
  if (name === 'format') return shown(given[0]).replace(/\{(\d)\}/g, (_, n: string) => shown(given[Number(n) + 1]))
  throw new Error(`no function ${name} here`)
}

const lookUp = (path: string, contexts: Contexts): unknown =>
  path.split('.').reduce<unknown>((from, name) => (isRecord(from) ? from[name] : undefined), contexts)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isTrue = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false
const shown = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** A text with `${{ … }}` in it. */
export const expand = (text: unknown, contexts: Contexts): string =>
  shown(text).replace(/\$\{\{(.*?)\}\}/g, (_, inner: string) => shown(evaluate(inner, contexts)))

/** An `if`: without a word about status it goes on only where nothing has failed. */
export function goesOn(condition: unknown, contexts: Contexts, has: { failed: boolean }): boolean {
  if (condition === undefined) return !has.failed
  const text = shown(condition).replace(/^\$\{\{(.*)\}\}$/, '$1')
  const saysStatus = /\b(always|success|failure|cancelled)\(/.test(text)
  return (saysStatus || !has.failed) && isTrue(evaluate(text, contexts, has))
}
