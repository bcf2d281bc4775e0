// Read what the page says of its deployment: whose portal, which build, and the keys that it seals to and verifies with.

import { utf8 } from "../protocol/bytes";
import * as canonical from "../protocol/canonical";
import { Malformed } from "../protocol/errors";
import { keyId, parsePublic, type PublicKey } from "../protocol/key";
import { at, hexadecimal, keyBytes, line, members, version } from "../protocol/members";

/** One page's deployment: `build` 16 hex, `zone` an IANA name, `receiptKey` the Ed25519 public key of receipts, 32 bytes. */
export interface Configuration {
  readonly portal: string;
  readonly build: string;
  readonly language: string;
  readonly zone: string;
  readonly key: PublicKey;
  readonly receiptKey: Uint8Array;
}

const MEMBERS = ["v", "portal", "build", "language", "zone", "key", "key_id", "receipt_key"];

/** Return the configuration that the page's JSON holds. Throws Malformed naming the member. */
export function parse(text: string): Configuration {
  const found = members(canonical.loads(utf8(text)), MEMBERS);
  at("v", version, found.v);
  const key = at("key", parsePublic, found.key);
  if (found.key_id !== keyId(key)) throw new Malformed("key_id", "not the id of the key");
  return {
    portal: at("portal", line(100), found.portal),
    build: at("build", hexadecimal(16), found.build),
    language: at("language", line(20), found.language),
    zone: at("zone", line(60), found.zone),
    key,
    receiptKey: at("receipt_key", keyBytes, found.receipt_key),
  };
}
