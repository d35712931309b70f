type Named = { id: string; app: string; name: string; phrase?: string | undefined }

/** What has to be typed says what it goes to. A yes could be meant for anything. */
export const namesTarget = ({ id, app, name, phrase }: Named): boolean =>
  phrase === undefined || [id, app, name].some((word) => hasWord(phrase.toLowerCase(), word.trim().toLowerCase()))

/** Not as a part of another name: "console" is not in "deploy console-staging". */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\p{L}\p{N}_-]$/u.test(text.slice(0, at)) && !/^[\p{L}\p{N}_-]/u.test(text.slice(at + word.length)))
      return true
  return false
}
