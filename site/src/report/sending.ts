// Send a report until the portal has it, once: the same bytes after a lost answer, new work when the old has expired, and
// the first version's receipt when it turns out that it had arrived.

import { Malformed } from "../protocol/errors";
import { keyId } from "../protocol/key";
import * as receipt from "../protocol/receipt";
import type { Work } from "../protocol/work";
import type { Upload } from "../protocol/upload";
import { verify } from "../seal";
import { Failure, type Filed } from "./answer";
import type { Configuration } from "./configuration";
import type { Filing } from "./filing";
import type { Labour } from "./labour";

/** The portal has the report. `receipt` is null when its receipt does not verify or is for other values. */
export interface Arrival {
  readonly filing: Filing;
  readonly note: string;
  readonly receipt: receipt.Receipt | null;
  readonly earlier: boolean; // an earlier version arrived, and what was changed since was not taken
  readonly upload: Upload | null; // the leave to bring its photos
}

/** Files a report with the portal. */
export interface Files {
  file(filing: Filing, work: Work): Promise<Filed>;
}

/** Sends the filings of one case, one at a time. */
export class Sender {
  private readonly unsure: Filing[] = []; // sent, and no clear answer came: each may have arrived

  constructor(
    private readonly portal: Files,
    private readonly labour: Pick<Labour, "ready" | "renew">,
    private readonly configuration: Configuration,
  ) {}

  /** Send a filing and return its arrival. Rejects with a Failure. */
  async send(filing: Filing): Promise<Arrival> {
    try {
      return this.judge(filing, await this.put(filing), false);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.reason === "conflict") return this.fetchEarlier(filing, error);
      if (error.uncertain && !this.unsure.some((sent) => sent.sameness === filing.sameness)) this.unsure.push(filing);
      throw error;
    }
  }

  private async put(filing: Filing): Promise<Filed> {
    try {
      return await this.portal.file(filing, await this.labour.ready());
    } catch (error) {
      if (!(error instanceof Failure) || error.reason !== "work") throw error;
      return this.portal.file(filing, await this.labour.renew());
    }
  }

  /** Send the versions that may have arrived before: the one that did is answered with its receipt. */
  private async fetchEarlier(filing: Filing, conflict: Failure): Promise<Arrival> {
    for (const sent of this.unsure.filter((one) => one.sameness !== filing.sameness)) {
      try {
        return this.judge(sent, await this.put(sent), true);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.reason !== "conflict") throw error;
      }
    }
    throw conflict;
  }

  private judge(filing: Filing, filed: Filed, earlier: boolean): Arrival {
    return { filing, note: filed.receipt, receipt: checked(filed, filing, this.configuration), earlier, upload: filed.upload };
  }
}

/** Return the receipt of a filing when the portal signed it, and for exactly these values; null otherwise. */
export function checked(filed: Filed, filing: Filing, given: Configuration): receipt.Receipt | null {
  let found: receipt.Receipt;
  try {
    found = receipt.parse(filed.receipt, given.portal, given.receiptKey, verify);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
  const right =
    found.act === "filed" &&
    found.n === 0 &&
    found.case === filing.case &&
    found.factsHash === filing.factsHash &&
    found.boxHash === filing.boxHash &&
    found.key === keyId(given.key) &&
    found.build === given.build &&
    found.hour === filed.hour;
  return right ? found : null;
}
