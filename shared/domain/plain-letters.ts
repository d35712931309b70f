/**
 * Letters of other scripts that look like those of ours. Not all that there are: those of which somebody could make a
 * word that reads like an English one.
 */
const lookAlikes: Record<string, string> = {
  // Cyrillic
  ...{ а: 'a', А: 'A', В: 'B', с: 'c', С: 'C', ԁ: 'd', е: 'e', Е: 'E', һ: 'h', Н: 'H', і: 'i', І: 'I', ј: 'j', Ј: 'J' },
  ...{ к: 'k', К: 'K', М: 'M', п: 'n', о: 'o', О: 'O', р: 'p', Р: 'P', ѕ: 's', Ѕ: 'S', т: 't', Т: 'T', у: 'y', х: 'x' },
  ...{ Х: 'X', г: 'r', ѵ: 'v', ԝ: 'w', ӏ: 'l' },
  // Greek
  ...{ α: 'a', Α: 'A', Β: 'B', ϲ: 'c', Ϲ: 'C', ε: 'e', Ε: 'E', Η: 'H', ι: 'i', Ι: 'I', κ: 'k', Κ: 'K', Μ: 'M', Ν: 'N' },
  ...{ ο: 'o', Ο: 'O', ρ: 'p', Ρ: 'P', τ: 't', Τ: 'T', υ: 'u', Υ: 'Y', χ: 'x', Χ: 'X', ν: 'v', Ζ: 'Z' },
  // Armenian, and letters of our own script with another history
  ...{ ո: 'n', օ: 'o', ս: 'u', ց: 'g', ɑ: 'a', ɡ: 'g', ı: 'i', ɩ: 'i', ᴏ: 'o', ᴘ: 'p', ʀ: 'r', ᴅ: 'd', ø: 'o', Ø: 'O' },
  // A host that is written with these is asked for all the same.
  ...{ '。': '.', '․': '.', '∕': '/', '⁄': '/', '‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-' },
}

/** A text as its reader takes it: full-width and accented letters, letters in disguise, and what is not to be seen. */
export const plainLetters = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}\u115f\u1160\u2800\u3164]/gu, '')
    .replaceAll(/[^\p{ASCII}]/gu, (letter) => lookAlikes[letter] ?? letter)
