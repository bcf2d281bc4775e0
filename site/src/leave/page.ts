// The whole script of every page but the report: nothing is typed there, so leaving has nothing more to forget.

import { leave } from "./leave";

leave(() => undefined);
