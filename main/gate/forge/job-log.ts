const most = 400

/** What a job printed, without its times, its marks for folding and its colours; of a long one the end. */
export function readLog(text: string): string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, '')
        .replace(/^##\[(group|error|warning|notice|command|section)\]/, '')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
        .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
        .replace(/[^\P{Cc}\t]/gu, '')
        .trimEnd(),
    )
    .filter((line) => line !== '' && line !== '##[endgroup]')
  return lines.length <= most ? lines : [`… ${lines.length - most} lines before`, ...lines.slice(-most)]
}
