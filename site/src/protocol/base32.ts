// Write bits as upper-case Crockford base32 symbols, most significant bit first, final bits zero (protocol conventions).

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Return the first 5 × `symbols` bits of `data` as symbols; bits past its end are zero. */
export function encode(data: Uint8Array, symbols: number): string {
  let text = "";
  for (let place = 0; place < symbols; place++) {
    let value = 0;
    for (let bit = place * 5; bit < place * 5 + 5; bit++) {
      value = (value << 1) | (((data[bit >> 3] || 0) >> (7 - (bit & 7))) & 1);
    }
    text += ALPHABET.charAt(value);
  }
  return text;
}
