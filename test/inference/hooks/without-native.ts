/** Loaded with `node --import`: onnxruntime has no native binary here, as on macOS on Intel or Alpine. */

import { registerHooks } from "node:module";

const missing = process.env.TEST_WITHOUT_WASM ? /^onnxruntime-(node|web)$/ : /^onnxruntime-node$/;

registerHooks({
  resolve(specifier, context, next) {
    if (missing.test(specifier)) throw new Error("cannot open shared object file: libonnxruntime.so.1");
    return next(specifier, context);
  },
});
