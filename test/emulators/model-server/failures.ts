/**
 * Failures in the shapes that model servers and the proxies before them use; written after their documentation and the reports of
 * their users, not recorded from them.
 * @see https://huggingface.co/docs/text-generation-inference/reference/api_reference TGI: `error`, `error_type`
 * @see https://github.com/huggingface/huggingface_hub/pull/2318 the old API: 503 with `estimated_time`
 * @see https://github.com/mostlygeek/llama-swap/issues/146 llama.cpp: 503 "Loading model"
 * @see https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html vLLM: `error.message`, older ones `message`
 */

import type { ErrorCode } from "../../../src/core/errors.ts";

export interface SampleFailure {
  readonly title: string;
  readonly status: number;
  readonly type?: string;
  readonly body: unknown;
  readonly code: ErrorCode;
  readonly retryable: boolean;
}

const loading = { error: "Model EleutherAI/gpt-neo-2.7B is currently loading", estimated_time: 0.01 };

/** An object is sent as JSON, a text unchanged. */
export const FAILURES: readonly SampleFailure[] = [
  {
    title: "400 for a token that seems invalid",
    status: 400,
    body: { error: "Authorization header is correct, but the token seems invalid" },
    code: "CONFIG_CREDENTIAL",
    retryable: false,
  },
  {
    title: "401",
    status: 401,
    body: { error: "Invalid credentials in Authorization header" },
    code: "CONFIG_CREDENTIAL",
    retryable: false,
  },
  {
    title: "403 as a page",
    status: 403,
    type: "text/html",
    body: "<html><h1>403 Forbidden</h1></html>",
    code: "CONFIG_CREDENTIAL",
    retryable: false,
  },
  {
    title: "404",
    status: 404,
    body: { object: "error", message: "The model `m` does not exist.", code: 404 },
    code: "CONFIG_MODEL",
    retryable: false,
  },
  {
    title: "410 of the old API",
    status: 410,
    body: { error: "https://api-inference.huggingface.co is no longer supported." },
    code: "CONFIG_MODEL",
    retryable: false,
  },
  {
    title: "422 for a prompt that is too long",
    status: 422,
    body: {
      error:
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 2100 `inputs` tokens and 25 `max_new_tokens`",
      error_type: "validation",
    },
    code: "INPUT_TOO_LONG",
    retryable: false,
  },
  {
    title: "422 for a setting",
    status: 422,
    body: { error: ["Input validation error:", "`temperature` must be strictly positive"] },
    code: "BACKEND_REFUSED",
    retryable: false,
  },
  {
    title: "424",
    status: 424,
    body: { error: "Request failed during generation: Server error: CUDA error", error_type: "generation" },
    code: "BACKEND_UNREACHABLE",
    retryable: true,
  },
  {
    title: "429",
    status: 429,
    body: { error: "Model is overloaded", error_type: "overloaded" },
    code: "BACKEND_RATE_LIMITED",
    retryable: true,
  },
  {
    title: "500",
    status: 500,
    body: { error: { message: "EngineCore encountered an issue.", type: "InternalServerError" } },
    code: "BACKEND_UNREACHABLE",
    retryable: true,
  },
  {
    title: "502 as a page",
    status: 502,
    type: "text/html",
    body: "<html><center><h1>502 Bad Gateway</h1></center></html>",
    code: "BACKEND_UNREACHABLE",
    retryable: true,
  },
  { title: "503 while it loads", status: 503, body: loading, code: "BACKEND_LOADING", retryable: true },
  {
    title: "503 while llama.cpp loads, which gives no time",
    status: 503,
    body: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    code: "BACKEND_LOADING",
    retryable: true,
  },
  { title: "200 while it loads", status: 200, body: loading, code: "BACKEND_LOADING", retryable: true },
  {
    title: "302 to a sign-in page",
    status: 302,
    type: "text/html",
    body: "",
    code: "BACKEND_REFUSED",
    retryable: false,
  },
  {
    title: "200 with a page",
    status: 200,
    type: "text/html",
    body: "<!doctype html><p>Sign in</p>",
    code: "BACKEND_MALFORMED",
    retryable: false,
  },
  {
    title: "200 with another protocol's words",
    status: 200,
    body: { outputs: [{ content: "x" }] },
    code: "BACKEND_MALFORMED",
    retryable: false,
  },
];
