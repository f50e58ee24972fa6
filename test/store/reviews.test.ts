/** The contract of reviews, on PGlite and on a real PostgreSQL. */

import { createPGliteBacking, createPostgresBacking } from "./backings.ts";
import { describeReviews } from "./reviews-contract.ts";

describeReviews("PGlite", createPGliteBacking);
describeReviews("PostgreSQL", () => createPostgresBacking());
