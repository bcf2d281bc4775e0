// Hold the tokens of one signed-in person, in this page's memory alone, and renew them before they expire.

import { Malformed } from "../protocol/errors";
import { at, has, text } from "../protocol/members";
import type { Answer } from "./answer";
import type { Oidc } from "./configuration";
import { Failure } from "./failure";
import { form } from "./pkce";

const EARLY = 60; // seconds before the end at which tokens are renewed
const SHORT = 300; // seconds that tokens are taken to be good for where the issuer does not say
const AGAIN = 15000; // milliseconds until a renewal that got no answer is tried again
const MOST = 16 * 1024; // characters of a token
const LONGEST = 24 * 60 * 60; // seconds until the next renewal; a timer of more than 24 days would run out at once

/** What the issuer hands out; `refresh` and `id` are empty where it gives none, `seconds` how long `access` is good. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly id: string;
  readonly seconds: number;
}

/** Send a form to the token endpoint; rejects with a Failure `lost` or `slow`. */
export type Transport = (address: string, body: string) => Promise<Answer>;

/** The tokens of one person; `onEnd` hears when they can no longer be renewed. */
export class Session {
  private held: Tokens | null = null;
  private timer = 0;
  private renewing: Promise<boolean> | null = null;
  onEnd: () => void = () => undefined;

  constructor(
    private readonly oidc: Oidc,
    private readonly transport: Transport,
  ) {}

  /** The access token, empty when nobody is signed in. */
  get access(): string {
    return this.held === null ? "" : this.held.access;
  }

  /** Whom the ID token names, empty when the issuer gave none that says so. */
  get subject(): string {
    return this.held === null ? "" : subjectOf(this.held.id);
  }

  /** Exchange a code for tokens. Rejects with a Failure: `signed-out` when the issuer refuses it. */
  async exchange(code: string, verifier: string, redirect: string): Promise<Tokens> {
    const tokens = await this.ask({
      grant_type: "authorization_code",
      client_id: this.oidc.client,
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
    });
    this.take(tokens);
    return tokens;
  }

  /** Go by these tokens from now on. */
  take(tokens: Tokens): void {
    this.held = tokens;
    this.wait(Math.min(Math.max(tokens.seconds - EARLY, tokens.seconds / 2), LONGEST) * 1000);
  }

  /** Renew the tokens, once for all who ask at the same time; resolves to whether there are new ones. */
  renew(): Promise<boolean> {
    if (this.renewing === null) {
      this.renewing = this.renewed();
      const over = (): void => void (this.renewing = null);
      this.renewing.then(over, over);
    }
    return this.renewing;
  }

  /** Forget every token. */
  forget(): void {
    clearTimeout(this.timer);
    this.held = null;
  }

  private async renewed(): Promise<boolean> {
    const held = this.held;
    if (held === null || held.refresh === "") return this.lose();
    try {
      const tokens = await this.ask({ grant_type: "refresh_token", client_id: this.oidc.client, refresh_token: held.refresh });
      if (this.held !== held) return this.held !== null; // signed out, or in again, meanwhile
      this.take({ ...tokens, refresh: tokens.refresh || held.refresh, id: tokens.id || held.id });
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.reason === "signed-out") return this.lose();
      this.wait(AGAIN);
      throw error;
    }
  }

  /** Take the sign-in as ended: nothing can be renewed any more. */
  lose(): false {
    clearTimeout(this.timer);
    if (this.held !== null) this.held = { ...this.held, refresh: "" };
    this.onEnd();
    return false;
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.held === null || this.held.refresh === "") return; // what cannot be renewed lasts until it is refused
    this.timer = setTimeout(() => void this.renew().catch(() => undefined), milliseconds) as unknown as number;
  }

  private async ask(values: { readonly [name: string]: string }): Promise<Tokens> {
    const answer = await this.transport(this.oidc.token, form(values));
    // RFC 6749, section 5.2: 400 or 401 is the issuer's clear no; anything else may be a passing trouble.
    if (answer.status === 400 || answer.status === 401) throw new Failure("signed-out");
    if (answer.status !== 200) throw new Failure(answer.status >= 500 ? "server" : "foreign");
    return parse(answer.text);
  }
}

/** Return the tokens of an answer (RFC 6749, section 5.1). Throws Failure `foreign`. */
export function parse(source: string): Tokens {
  try {
    const found = JSON.parse(source) as { [name: string]: unknown } | null;
    if (typeof found !== "object" || found === null) throw new Malformed("", "not an object");
    const seconds = Number(found.expires_in);
    return {
      access: at("access_token", text(MOST), found.access_token),
      refresh: has(found, "refresh_token") ? at("refresh_token", text(MOST), found.refresh_token) : "",
      id: has(found, "id_token") ? at("id_token", text(MOST), found.id_token) : "",
      seconds: seconds > 0 && seconds < Infinity ? seconds : SHORT,
    };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) throw new Failure("foreign");
    throw error;
  }
}

/**
 * Return the subject that an ID token names, empty when it is none. Nothing is granted by it, so no signature is checked:
 * it tells whether the person who signs in again is the same.
 */
export function subjectOf(id: string): string {
  try {
    const part = (id.split(".")[1] as string).replace(/-/g, "+").replace(/_/g, "/");
    const found = JSON.parse(atob(part)) as { sub?: unknown; iss?: unknown };
    return typeof found.sub === "string" ? `${String(found.iss)} ${found.sub}` : "";
  } catch {
    return "";
  }
}
