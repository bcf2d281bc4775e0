// What the lint shares with sealing, which every report page carries anyway: `build.py bench lint` takes it off again.

import { sha256, toHex, utf8 } from "../src/protocol/bytes";

(globalThis as unknown as { hashing: unknown }).hashing = [sha256, toHex, utf8];
