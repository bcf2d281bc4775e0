// Make what one sign-in needs besides the issuer: a state, and a verifier with its challenge (RFC 7636, S256).

import * as b64 from "../protocol/b64";
import { utf8 } from "../protocol/bytes";
import type { Oidc } from "./configuration";

const SIZE = 32; // bytes of randomness in the state, and in the verifier

/** What one sign-in goes by: `state` comes back with the answer, `verifier` goes to the token endpoint and nowhere else. */
export interface Crossing {
  readonly state: string;
  readonly verifier: string;
}

/** Return a new sign-in's state and verifier. */
export function crossing(): Crossing {
  return { state: random(SIZE), verifier: random(SIZE) };
}

/** Return the address that begins a sign-in; the issuer comes back to `redirect`. */
export async function address(oidc: Oidc, { state, verifier }: Crossing, redirect: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", utf8(verifier) as BufferSource);
  return `${oidc.authorize}?${form({
    response_type: "code",
    client_id: oidc.client,
    redirect_uri: redirect,
    scope: oidc.scope,
    state,
    code_challenge: b64.encode(new Uint8Array(digest)),
    code_challenge_method: "S256",
  })}`;
}

/** Return values as a form's body, or the query of an address. */
export function form(values: { readonly [name: string]: string }): string {
  return Object.keys(values)
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(values[name] as string)}`)
    .join("&");
}

/** Return `size` random bytes in b64. */
export function random(size: number): string {
  return b64.encode(crypto.getRandomValues(new Uint8Array(size)));
}
