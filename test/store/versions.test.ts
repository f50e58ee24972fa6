/** The contract of saved commands, on PGlite and on a real PostgreSQL. */

import { createPGliteBacking, createPostgresBacking } from "./backings.ts";
import { describeVersions } from "./versions-contract.ts";

describeVersions("PGlite", createPGliteBacking);
describeVersions("PostgreSQL", () => createPostgresBacking());
