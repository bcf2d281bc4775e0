// Seal contact details to the officer's key: the one module that seals, and the only arithmetic on curves (ENVELOPE.md).
// Leaves what is sealed, and randomness, to its callers.

import { lowlevel as nacl } from "tweetnacl/nacl-fast.js";

import { blake2b, join } from "./protocol/bytes";

const KEY = 32; // bytes, of either half and of either curve
const NONCE = 24;
const SIGNATURE = 64;
const ZEROS = 32; // bytes that NaCl wants before a message, of which 16 stand before the sealed one

/**
 * Return crypto_box_seal of `message` to a public key, with a fresh ephemeral secret of 32 random bytes. Throws RangeError for
 * keys of another size.
 */
export function seal(message: Uint8Array, officer: Uint8Array, ephemeral: Uint8Array): Uint8Array {
  if (officer.length !== KEY || ephemeral.length !== KEY) throw new RangeError("a key of another size");
  const sender = base(ephemeral);
  const nonce = blake2b(join(sender, officer), NONCE);
  const padded = join(new Uint8Array(ZEROS), message);
  const sealed = new Uint8Array(padded.length);
  nacl.crypto_box(sealed, padded, padded.length, nonce, officer, ephemeral);
  return join(sender, sealed.subarray(ZEROS / 2));
}

/** Return the two halves of crypto_box_seed_keypair: the secret is the first half of the seed's SHA-512. */
export function boxPair(seed: Uint8Array): { readonly open: Uint8Array; readonly secret: Uint8Array } {
  const hash = new Uint8Array(2 * KEY);
  nacl.crypto_hash(hash, seed, seed.length);
  const secret = hash.slice(0, KEY);
  return { open: base(secret), secret };
}

/** Return whether an Ed25519 signature verifies; false as well for keys and signatures of another size. */
export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== KEY || signature.length !== SIGNATURE) return false;
  const signed = join(signature, message);
  return nacl.crypto_sign_open(new Uint8Array(signed.length), signed, signed.length, key) >= 0;
}

function base(secret: Uint8Array): Uint8Array {
  const open = new Uint8Array(KEY);
  nacl.crypto_scalarmult_base(open, secret);
  return open;
}
