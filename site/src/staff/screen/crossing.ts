// Cross to the issuer and back: only a state and a verifier outlive this page, until the issuer has answered
// (docs/decisions/0026). A sign-in that has ended is made anew in a tab of its own, which hands the tokens over, so that
// nothing typed here is lost.

import type { Oidc } from "../configuration";
import { Failure } from "../failure";
import { address, crossing, form, random, type Crossing } from "../pkce";
import type { Session, Tokens } from "../session";

const KEY = "crossing";
const AGAIN = "#again=";
const PREFIX = "again."; // of a state that belongs to a page that waits
const CHANNEL = "staff";
const NONCE_SIZE = 16; // bytes

/** What became of a return from the issuer, or that there was none. */
export type Arrival = "none" | "signed-in" | "handed-over" | "refused" | "foreign" | "failed" | "lost";

/** Return where the issuer comes back to: this page, without query and fragment. */
export function home(): string {
  return location.origin + location.pathname;
}

/** Leave for the issuer. Throws where the browser keeps nothing across the way. */
export async function depart(oidc: Oidc, state?: string): Promise<void> {
  const made = crossing();
  const own: Crossing = state === undefined ? made : { ...made, state };
  sessionStorage.setItem(KEY, `${own.state} ${own.verifier}`);
  location.assign(await address(oidc, own, home()));
}

/** Whether this tab was opened to sign in for another; the state that its answer carries then. */
export function wanted(): string | null {
  const hash = location.hash;
  return hash.indexOf(AGAIN) === 0 ? PREFIX + hash.slice(AGAIN.length) : null;
}

/** Take up what the issuer answered, if this page was opened by it; whatever it was, no trace stays in the address. */
export async function arrive(session: Session): Promise<Arrival> {
  const query = new URLSearchParams(location.search);
  const left = taken();
  if (!query.has("state") && !query.has("error")) return "none";
  history.replaceState(null, "", location.pathname);
  if (left === null || query.get("state") !== left.state) return "foreign";
  if (query.has("error")) return query.get("error") === "access_denied" ? "refused" : "failed";
  try {
    const tokens = await session.exchange(query.get("code") || "", left.verifier, home());
    return left.state.indexOf(PREFIX) === 0 ? handOver(left.state, tokens, session) : "signed-in";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.reason === "lost" || error.reason === "slow" ? "lost" : "failed";
  }
}

/** Return what was kept across the way and forget it, whatever came of it. */
function taken(): Crossing | null {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (kept === null) return null;
    const [state, verifier] = kept.split(" ") as [string, string];
    return { state, verifier };
  } catch {
    return null; // a browser that keeps nothing, and says so
  }
}

function handOver(state: string, tokens: Tokens, session: Session): Arrival {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ state, tokens });
  channel.close();
  session.forget();
  window.close();
  return "handed-over";
}

/** Return the address of a tab that signs in for this page, and call `then` with the tokens that it brings. */
export function expect(then: (tokens: Tokens) => void): { readonly address: string; readonly stop: () => void } | null {
  if (typeof BroadcastChannel !== "function") return null;
  const nonce = random(NONCE_SIZE);
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<{ state?: unknown; tokens?: Tokens } | null>) => {
    if (data === null || data.state !== PREFIX + nonce || data.tokens === undefined) return;
    channel.close();
    then(data.tokens);
  };
  return { address: `${location.pathname}${AGAIN}${nonce}`, stop: () => channel.close() };
}

/** Leave by the issuer's own way out, which ends its session too. */
export function signOut({ logout, client }: Oidc): void {
  // Cognito reads the first two, OpenID Connect RP-Initiated Logout 1.0 the first and the last.
  location.replace(`${logout}?${form({ client_id: client, logout_uri: home(), post_logout_redirect_uri: home() })}`);
}
