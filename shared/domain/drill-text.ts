import { plainLetters } from './plain-letters.ts'

/**
 * What a schedule, a runbook or a drill run says goes to chats and into exports, and a drill is never at production.
 * So none of it may name a production surface, a credential, a private address or a host.
 */
const rules: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an address', /\b[a-z][a-z0-9+.-]*:\/\/(?!$)|(?:(?<![\w:/])\/\/|\\\\)[\w[]|\bmailto:/i],
  // One stroke is enough: an address is taken to have the other.
  ['an address', /\b[a-z][a-z0-9+.-]+:[\\/](?=\w)/i],
  // A version or a commit after the sign is that of a service: `checkout@4f2c9e1`.
  ['a user and a host', /[\w.+-]@(?!(?:[0-9a-f]{7,40}|v?\d+(?:\.\d+){0,2}(?:-[\w.]+)?)(?![\w.@-]))[\w[]/i],
  ['an address of a host', /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)|\bip-\d{1,3}(?:-\d{1,3}){3}\b/i],
  ['an address of a host', /\[[0-9a-f:]{3,}[\]%]|(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/i],
  [
    'an address of a host',
    /(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?(?![\w:])/i,
  ],
  [
    'a host',
    /(?<![\w.])[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:com|net|org|io|dev|app|cloud|ai|co|eu|uk|us|de|info|biz|xyz|gov|edu|mil|svc|consul|arpa|onion|internal|local|localdomain|lan|home|corp|intra|test|tech|systems|company|network|online|website|site|store|shop|agency|digital|email|group|host|hosting|link|page|pages|world|zone|software|services|solutions|support|tools|works|studio|media|blog|news|global|space|mobi)(?![\w-])(?!\.(?:[cm]?[jt]sx?|md|py|go|rb|sh|ya?ml|json|txt|html)\b)/i,
  ],
  [
    'a host',
    /\blocalhost\b|\b[a-z](?=[a-z0-9.-]*[\d-])[a-z0-9.-]*:\d{2,5}(?![\w:.-])|\b[a-z]+:(?:22|80|443|1433|1521|2379|3306|5432|5672|6379|6443|8080|8443|9092|9200|11211|27017)(?![\w:.-])/i,
  ],
  // Any country's, but a file may end like one; then anything of three parts and more that is no version.
  ['a host', /\bxn--[a-z0-9]/i],
  [
    'a host',
    /(?<![\w-])[\w-]+\.(?!(?:py|go|md|sh|rb|ts|js|cs|rs|kt|tf|gz|xz|hs|ex|vb|fs|jl|db)(?![\w-]))[a-z]{2}(?![\w-])(?!\.(?:[cm]?[jt]sx?|md|py|go|rb|sh|ya?ml|json|txt|html)\b)/i,
  ],
  [
    'a host',
    /(?<![\w-])(?!v?\d+(?:\.\d+)+(?![\w]))[\w-]+(?:\.[\w-]+)+\.(?!(?:[cm]?[jt]sx?|py|go|md|mdx|sh|rb|cs|rs|kts?|tf|tfvars|hcl|gz|xz|zip|tar|tgz|hs|ex|vb|fs|jl|db|ya?ml|json|toml|ini|conf|cfg|env|lock|txt|csv|log|xml|html?|css|sql|svg|png|jpe?g|pdf|java|gradle|tmpl|bak|service)(?![\w.-]))[a-z][a-z-]+(?![\w-])(?!\.\w)/i,
  ],
  // Ours, and those of most providers: they say by how they begin what they are.
  [
    'a credential',
    /\b(?:sk|pk|rk)[-_](?=[\w-]*\d|live|test|proj|ant|at)[a-z0-9_-]{6,}|\bwhsec_|\bxox[abeoprs]-|\bxapp-\d|\bgh[opusr]_[a-z0-9]{10,}|\bgithub_pat_|\bglpat-|\bnpm_[a-z0-9]{20,}|\bpypi-[\w-]{16,}|\bhf_[a-z]{20,}|\bdop_v1_|\bshp(?:at|ss)_|\bhv[sb]\.[\w-]{10,}|\bSG\.[\w-]{10,}|\bAGE-SECRET-KEY-/i,
  ],
  ['a credential', /\b(?:AKIA|ASIA|AROA)[0-9A-Z]{12,}|\bAIza[\w-]{20,}|\bya29\.[\w-]{10,}|\bgAAAA[\w-]{20,}/],
  ['a credential', /\beyJ[\w-]{8,}(?:\.|$)|-----BEGIN|\b(?:bearer|dpop)\s+(?=\S*\d)\S{8,}/i],
  ['a credential', /\bbasic\s+(?=\S*[\d=])[a-z0-9+/]{12,}={0,2}/i],
  [
    'a credential',
    /(?:password|passwd|passphrase|pwd|secret|token|credential|(?:api|access|account|private|signing|integration|routing|master)[_ -]?key)s?["']?\s*[:=]\s*\S+/i,
  ],
  // What chance made: a key in hexadecimal (a commit has 40 of them, and a digest 64), or in base64.
  ['a credential', /(?<![\w-])(?=[a-fA-F]*\d)(?=\d*[a-fA-F])(?:[0-9a-f]{32}|[0-9A-F]{32})(?![\w-])/],
  ['a credential', /(?<!\w)(?=\w*[a-z])(?=\w*[A-Z])(?:[A-Za-z]+\d+){3,}[A-Za-z]*[+/=]*(?![\w])(?<=[\w+/=]{24,})/],
  [
    'production',
    /(?<!(?<![a-z])(?:non|pre)[-_ ]?)pr[o0]d(?![a-z])(?![-_ ](?:like|grade|sized?|shaped|style)(?![a-z]))/i,
  ],
  [
    'production',
    /(?<![a-z])pr[o0]d(?:db|eu|us(?:east|west)?|east|west|ap|env|cluster|account|vpc|net|k8s|aws|gcp|azure|api|web|app)(?![a-z])/i,
  ],
  [
    'production',
    /(?<!(?<![a-z])(?:(?:non|pre)[-_ ]?|re|co|over|under|post|mass|bio))pr[o0]du(?:cti[o0]n|kti[o0]n|cci[o0]n|zi[o0]ne|ca[o0])(?!i[sz]e)(?![-_ ]?(?:like|grade|sized?|shaped|style)(?![a-z]))/i,
  ],
  ['production', /(?<![a-z])prd(?![a-z])/i],
]

/** A sentence that begins without a blank before it is no host of a country. */
const unspaced = /(?<=[a-z])\.(?=(?:An|As|At|Be|By|Do|He|If|In|Is|It|My|No|On|Or|So|To|Up|Us|We)\s)/g

/** Why a text cannot be part of a drill, if so: what it names. A path of documentation is no host. */
export function faultOfDrillText(text: string): string | undefined {
  const plain = plainLetters(text).replaceAll(unspaced, '. ')
  // `checkoutProd` is two words too.
  const apart = plain.replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
  const found = rules.find(([what, pattern]) => pattern.test(plain) || (what === 'production' && pattern.test(apart)))
  return found && `names ${found[0]}, which a drill never does`
}
