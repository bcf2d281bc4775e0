// blakejs describes its index only, and not the two parameters of BLAKE2b that the protocol rests on.
declare module "blakejs/blake2b.js" {
  interface State {
    readonly outlen: number;
  }
  export function blake2bInit(size: number, key?: Uint8Array, salt?: Uint8Array, person?: Uint8Array): State;
  export function blake2bUpdate(state: State, data: Uint8Array): void;
  export function blake2bFinal(state: State): Uint8Array;
}

// tweetnacl describes its own checks of arguments only, and not the functions below them, which write into their first.
declare module "tweetnacl/nacl-fast.js" {
  export const lowlevel: {
    crypto_box(
      sealed: Uint8Array,
      padded: Uint8Array,
      size: number,
      nonce: Uint8Array,
      officer: Uint8Array,
      secret: Uint8Array,
    ): number;
    crypto_hash(hash: Uint8Array, message: Uint8Array, size: number): number;
    crypto_scalarmult_base(point: Uint8Array, scalar: Uint8Array): number;
    crypto_sign_open(message: Uint8Array, signed: Uint8Array, size: number, key: Uint8Array): number;
  };
}
