/** The contract of accepted texts, on PGlite and on a real PostgreSQL. */

import { describeAcceptedTexts } from "./accepted-texts-contract.ts";
import { createPGliteBacking, createPostgresBacking } from "./backings.ts";

describeAcceptedTexts("PGlite", createPGliteBacking);
describeAcceptedTexts("PostgreSQL", () => createPostgresBacking());
