// Seal contact details to the officer's key: the one module that seals, and the only arithmetic on curves (ENVELOPE.md).
// Leaves what is sealed, and randomness, to its callers.

import { box, hash, scalarMult, sign } from "tweetnacl";

import { blake2b, join } from "./protocol/bytes";

/** Return crypto_box_seal of `message` to a public key, with a fresh ephemeral secret of 32 random bytes. */
export function seal(message: Uint8Array, officer: Uint8Array, ephemeral: Uint8Array): Uint8Array {
  const sender = scalarMult.base(ephemeral);
  const nonce = blake2b(join(sender, officer), box.nonceLength);
  return join(sender, box(message, nonce, officer, ephemeral));
}

/** Return the two halves of crypto_box_seed_keypair: the secret is the first half of the seed's SHA-512. */
export function boxPair(seed: Uint8Array): { readonly open: Uint8Array; readonly secret: Uint8Array } {
  const secret = hash(seed).slice(0, box.secretKeyLength);
  return { open: scalarMult.base(secret), secret };
}

/** Return whether an Ed25519 signature verifies; false as well for keys and signatures of another size. */
export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== sign.publicKeyLength || signature.length !== sign.signatureLength) return false;
  return sign.detached.verify(message, signature, key);
}
