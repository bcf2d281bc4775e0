// Read and write what carries a photo after its report: the upload that filing hands out, and the body (PHOTO.md).

import * as b64 from "./b64";
import { join, utf8 } from "./bytes";
import * as canonical from "./canonical";
import * as hour from "./hour";
import { at, keyBytes, members } from "./members";

/** A leave to upload the photos of one report until the hour `expiry` has passed; `hmac` is 32 bytes. */
export interface Upload {
  readonly expiry: string;
  readonly hmac: Uint8Array;
}

/** Return the upload that an object holds. Throws Malformed naming the member. */
export function parse(value: unknown): Upload {
  const found = members(value, ["expiry", "hmac"]);
  return { expiry: at("expiry", hour.check, found.expiry), hmac: at("hmac", keyBytes, found.hmac) };
}

/** Return the body of the call: one line of canonical JSON, and the picture. `photos` are all the report's, in order. */
export function toBody(upload: Upload, photos: readonly string[], picture: Uint8Array): Uint8Array {
  const line = canonical.toBytes({ v: 1, photos, expiry: upload.expiry, hmac: b64.encode(upload.hmac) });
  return join(line, utf8("\n"), picture);
}
