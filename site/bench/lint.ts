// The identity lint as the report page carries it, for `build.py bench lint` to weigh. No page carries this.

import rules from "../../protocol/lint_rules.json";
import { couldKnow, hits, keepHash, loadRules } from "../src/protocol/lint";

const loaded = loadRules(rules);
const lint = { hits: (text: string) => hits(text, loaded), couldKnow: (text: string) => couldKnow(text, loaded), keepHash };

(globalThis as unknown as { lint: typeof lint }).lint = lint;
