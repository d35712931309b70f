import { evidenceFiles as files, payloadType } from '../../shared/domain/evidence/format.ts'

/** `VERIFY.md`. Every block of it is run by a test, as it stands here. */
export const instructions = `# How to verify this package

## In one step

    countersign evidence verify PACKAGE.zip

It needs no network and no database. It ends with 0 if everything holds, and with 1 and the first file, row or proof that
does not. The Audit screen of Countersign does the same with a package that is dropped on it.

**Whose key is it?** Everything below shows that the package is what the holder of the key in \`${files.publicKey}\` signed.
That this is the key of the ledger you mean, the package cannot show. Compare its fingerprint with one that you got another
way: from the console (Audit, "Copy what to trust"), or from whoever runs it.

## By hand

With \`unzip\`, \`openssl\` (3.0 or later), \`sed\` and \`sha256sum\`. Unpack it and go where it is:

\`\`\`sh
unzip -q -o "$PACKAGE" -d evidence && cd evidence
\`\`\`

1. The fingerprint of the key:

\`\`\`sh
openssl pkey -pubin -in ${files.publicKey} -outform DER | tail -c 32 | sha256sum
\`\`\`

2. The statement (in-toto, in a DSSE envelope) is signed by that key:

\`\`\`sh
sed -n 's/.*"payload":"\\([^"]*\\)".*/\\1/p' ${files.statement} | base64 -d > statement.json
sed -n 's/.*"sig":"\\([^"]*\\)".*/\\1/p' ${files.statement} | base64 -d > statement.sig
{ printf 'DSSEv1 ${payloadType.length} ${payloadType} %d ' "$(wc -c < statement.json)"; cat statement.json; } > statement.signed
openssl pkeyutl -verify -pubin -inkey ${files.publicKey} -rawin -in statement.signed -sigfile statement.sig
\`\`\`

3. The statement is about this manifest, and about the bytes of this zip before the statement itself:

\`\`\`sh
sed -n 's/.*"subject":\\[{"digest":{"sha256":"\\([0-9a-f]*\\)"}.*/\\1  ${files.manifest}/p' statement.json | sha256sum -c -
bytes=$(sed -n 's/.*"package":{"bytes":\\([0-9]*\\),.*/\\1/p' statement.json)
signed=$(sed -n 's/.*"package":{"bytes":[0-9]*,"sha256":"\\([0-9a-f]*\\)"}.*/\\1/p' statement.json)
test "$(head -c "$bytes" "$PACKAGE" | sha256sum | cut -c 1-64)" = "$signed"
\`\`\`

4. The manifest is about these files:

\`\`\`sh
grep -o '"name":"[^"]*","sha256":"[0-9a-f]*"' ${files.manifest} | sed 's/"name":"\\(.*\\)","sha256":"\\(.*\\)"/\\2  \\1/' | sha256sum -c -
\`\`\`

5. The checkpoint (a C2SP signed note: origin, size and root of the ledger's tree) is signed by the same key:

\`\`\`sh
head -n 3 ${files.checkpoint} > checkpoint.text
tail -n 1 ${files.checkpoint} | sed 's/.* //' | base64 -d | tail -c 64 > checkpoint.sig
openssl pkeyutl -verify -pubin -inkey ${files.publicKey} -rawin -in checkpoint.text -sigfile checkpoint.sig
\`\`\`

6. An entry is in that tree. Here the first one of \`${files.entries}\`, with its RFC 6962 audit path from
   \`${files.proofs}\`, whose numbers are lines of \`${files.nodes}\`, counted from 0:

\`\`\`sh
hex() { od -An -v -tx1 | tr -d ' \\n'; }
bin() { printf "$(sed 's/../\\\\x&/g')"; }
line=1
seq=$(sed -n "\${line}p" ${files.proofs} | sed 's/.*"seq":\\([0-9]*\\).*/\\1/')
path=$(sed -n "\${line}p" ${files.proofs} | sed 's/.*"path":\\[\\(.*\\)\\].*/\\1/' | tr ',' ' ')
hash=$({ printf '\\0'; sed -n "\${line}p" ${files.entries} | head -c -1; } | sha256sum | cut -c 1-64)
at=$((seq - 1)); last=$(($(sed -n 2p ${files.checkpoint}) - 1))
for place in $path; do
  node=$(sed -n "$((place + 1))p" ${files.nodes} | base64 -d | hex)
  if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
    hash=$(printf '01%s%s' "$node" "$hash" | bin | sha256sum | cut -c 1-64)
    while [ $((at % 2)) -eq 0 ] && [ "$at" -ne 0 ]; do at=$((at / 2)); last=$((last / 2)); done
  else
    hash=$(printf '01%s%s' "$hash" "$node" | bin | sha256sum | cut -c 1-64)
  fi
  at=$((at / 2)); last=$((last / 2))
done
test "$hash" = "$(sed -n 3p ${files.checkpoint} | base64 -d | hex)"
\`\`\`

What remains is left to the command: that every entry is in the tree, that the rows say what follows from the entries, and
that every digest in \`${files.actors}\` opens with its salt to the person beside it (SHA-256 over the salt's 32 bytes and
the RFC 8785 form of id, issuer, subject, email, name, via and verified).

## What the tables hold

\`*.json\` is for programs: one row per line, in RFC 8785 form. \`*.csv\` says the same for spreadsheets (RFC 4180, UTF-8 with a
byte order mark). What a spreadsheet could take for a formula has one apostrophe (') in front, where a cell begins, and within
it where a line begins or a semicolon or a tab comes before; take away one to have what was written. People are an id and a digest there; \`${files.actors}\` says who they are. Of somebody who was erased since,
nothing is left but the digest.
`
