/** The contract of groups, on PGlite and on a real PostgreSQL. */

import { createPGliteBacking, createPostgresBacking } from "./backings.ts";
import { describeGroups } from "./groups-contract.ts";

describeGroups("PGlite", createPGliteBacking);
describeGroups("PostgreSQL", () => createPostgresBacking());
