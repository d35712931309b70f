/**
 * Statements that PostgreSQL keeps the plan of, by the names under which it does. To plan one that finds its row by a key
 * takes longer than to run it, and no value makes another plan better. What a value does change the plan of is not here.
 */
const names = new Map<string, string>()

export function keepPlan(text: string): string {
  if (!names.has(text)) names.set(text, `countersign_${names.size}`)
  return text
}

export const planName = (text: string): string | undefined => names.get(text)
