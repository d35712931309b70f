/** Databases bound how many values a question may have. */
const most = 500

export async function inParts<Key, Row>(
  keys: readonly Key[],
  read: (part: readonly Key[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (let from = 0; from < keys.length; from += most) rows.push(...(await read(keys.slice(from, from + most))))
  return rows
}
