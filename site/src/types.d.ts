// blakejs describes its index only, and not the two parameters of BLAKE2b that the protocol rests on.
declare module "blakejs/blake2b.js" {
  export function blake2b(
    input: Uint8Array,
    key?: Uint8Array,
    size?: number,
    salt?: Uint8Array,
    person?: Uint8Array,
  ): Uint8Array;
}
