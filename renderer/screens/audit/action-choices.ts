export type Choice = { value: string; area: boolean }

/** Each area, with its actions under it. */
export function choicesOf(actions: readonly string[]): Choice[] {
  const choices: Choice[] = []
  let area = ''
  for (const action of actions) {
    const of = areaOf(action)
    if (of !== area) choices.push({ value: of, area: true })
    area = of
    choices.push({ value: action, area: false })
  }
  return choices
}

/** Every action has an area, so a word without a dot can only mean one. */
export function asFilter(typed: string): string {
  const text = typed.trim()
  return text === '' || text.includes('.') ? text : `${text}.`
}

const areaOf = (action: string): string => action.slice(0, action.indexOf('.') + 1)
