// Make text from strangers safe to show (docs/design.md, section 8): whatever turns the direction of a line, or hides, appears
// as an escape such as ⟨U+202E⟩, as the officer's console has it (console/visible.py). The escape sign is escaped too.

const HIDDEN = new RegExp(
  "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180e\\u200b-\\u200f" +
    "\\u2028-\\u202e\\u2060-\\u206f\\u27e8\\u2800\\u3164\\ud800-\\udfff\\ue000-\\uf8ff\\ufeff\\uffa0\\ufff0-\\ufffb" +
    "\\u{e0000}-\\u{e0fff}\\u{f0000}-\\u{10ffff}]",
  "gu",
);
const JOINERS = "\u200c\u200d";
const PLAIN = /[\u0000-\u007f\u3000-\u9fff]/; // needs no joiner: Latin, Chinese

/** Return `text` with everything that acts or hides as an escape; line feeds stay. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (symbol: string, at: number) => {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + symbol.length)];
    // Emoji, and scripts that join their letters, need a joiner between two of their own.
    const joins = JOINERS.indexOf(symbol) >= 0 && before !== "" && after !== "" && !PLAIN.test(before) && !PLAIN.test(after);
    return joins ? symbol : `⟨U+${(symbol.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
