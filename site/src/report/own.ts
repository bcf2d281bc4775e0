// Find what somebody typed as his own contact details in a text that offices read: in the browser alone, for only there
// are the two together.

/** Where in a text something stands, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text folded for comparison; `at` tells for each folded unit where its character begins, and last where the text ends. */
export interface Folded {
  readonly text: string;
  readonly at: readonly number[];
}

// The least that is worth asking about, in folded units; a family name alone stands in too many texts.
const LEAST: { readonly [name: string]: number } = { name: 2, phone: 7, email: 6, address: 5, relation: 4 };
const DOOR = 5; // units of an address's end, digits among them, that give a door away without the street before it
// Blanks and punctuation, but for @; also the signs that input methods put for a dash.
const IGNORED = /[\s!-,./:-?[-`{-~\u00b7\u2010-\u2027\u2030-\u205e\u2212\u3000-\u303f\u30fc-]/;
const LATIN = /[0-9A-Za-z\u00c0-\u024f]/;

/** Return a text in lower case, full-width forms as plain ones, without blanks and punctuation. */
export function fold(text: string): Folded {
  const at: number[] = [];
  let folded = "";
  let start = 0;
  for (const symbol of text) {
    // Most of a long text is this, and normalising each character of it would be felt while typing.
    const plain = symbol >= "\u3400" && symbol <= "\u9fff";
    for (const unit of plain ? symbol : symbol.normalize("NFKC").toLowerCase()) {
      if (!plain && IGNORED.test(unit)) continue;
      folded += unit;
      for (let n = 0; n < unit.length; n++) at.push(start);
    }
    start += symbol.length;
  }
  return { text: folded, at: [...at, start] };
}

/** Return where contact details, by their names, stand in a text whose folded form is given. */
export function spans(text: string, folded: Folded, contact: { readonly [name: string]: string }): Span[] {
  const found: Span[] = [];
  for (const name of Object.keys(LEAST)) {
    const whole = fold(contact[name] || "").text;
    const own = name === "phone" ? whole.replace(/^(00)?86(?=1[0-9]{10}$)/, "") : whole;
    if (own.length < (LEAST[name] as number)) continue;
    const door = name === "address" && /[0-9]/.test(own.slice(-DOOR));
    found.push(...places(text, folded, own, door ? DOOR : own.length));
  }
  return found;
}

/** Return where the last `least` units of some words stand, and as many more before them as are the same. */
function places(text: string, folded: Folded, words: string, least: number): Span[] {
  const found: Span[] = [];
  const tail = words.slice(-least);
  for (let at = folded.text.indexOf(tail); at >= 0; at = folded.text.indexOf(tail, at + 1)) {
    let more = 0;
    while (more < Math.min(at, words.length - least) && folded.text[at - more - 1] === words[words.length - least - more - 1]) more++;
    const start = folded.at[at - more] as number;
    const end = endOf(text, folded.at[at + least - 1] as number);
    // “Li” is not in “living”, and a door's number is not in a longer one.
    if (!joined(text, start) && !joined(text, end)) found.push({ start, end });
  }
  return found;
}

function endOf(text: string, last: number): number {
  return last + ((text.codePointAt(last) as number) > 0xffff ? 2 : 1);
}

function joined(text: string, at: number): boolean {
  return LATIN.test(text.charAt(at - 1)) && LATIN.test(text.charAt(at));
}
