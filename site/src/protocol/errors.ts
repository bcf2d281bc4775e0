// Name the ways in which bytes can fail to be what the protocol says.

/** A value that is not in the form that the spec gives; `member` is the dotted path, empty for the whole. */
export class Malformed extends Error {
  constructor(
    readonly member: string,
    readonly why: string,
  ) {
    super(member === "" ? why : `${member}: ${why}`);
  }

  /** Return the same refusal with its path below `parent`. */
  within(parent: string): Malformed {
    return new Malformed(this.member === "" ? parent : `${parent}.${this.member}`, this.why);
  }
}

/** A text that is no secret code: wrong length, a symbol outside the alphabet (its `group` from 1), or a failing check. */
export class WrongCode extends Error {
  constructor(
    readonly why: "length" | "symbol" | "check",
    readonly group: number | null = null,
  ) {
    super(group === null ? why : `${why} in group ${group}`);
  }
}

/** A box that a key does not open; thrown by the key holder that the caller supplies. */
export class BoxClosed extends Error {}

/** An envelope refused at a named step of opening (ENVELOPE.md). */
export class Refused extends Error {
  constructor(
    readonly step: string,
    readonly why: string,
  ) {
    super(`refused: ${step}: ${why}`);
  }
}
