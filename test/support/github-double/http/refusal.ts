/** An answer by which GitHub refuses, thrown by whatever finds the reason. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.body = { message, ...extra, documentation_url: 'https://docs.github.com/rest', status: String(status) };
    this.headers = headers;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

export function badCredentials(message = 'Bad credentials'): Refusal {
  return new Refusal(401, message);
}

export function notAccessible(): Refusal {
  return new Refusal(403, 'Resource not accessible by integration');
}

/** 422 with sentences, as reviews answer: `{"message": "Unprocessable Entity", "errors": ["…"]}`. */
export function unprocessable(...errors: readonly string[]): Refusal {
  return new Refusal(422, 'Unprocessable Entity', { errors });
}

export interface FieldError {
  readonly resource: string;
  readonly code: 'custom' | 'missing_field' | 'invalid' | 'missing' | 'unprocessable';
  readonly field: string;
  readonly message?: string;
}

/** 422 with fields, as comments and check runs answer: `{"message": "Validation Failed", "errors": [{…}]}`. */
export function validationFailed(...errors: readonly FieldError[]): Refusal {
  return new Refusal(422, 'Validation Failed', { errors });
}

/** 422 of the layer before: the body does not have the documented shape or size. */
export function invalidRequest(detail: string): Refusal {
  return new Refusal(422, `Invalid request.\n\n${detail}`);
}

/** 403 for too many content writes in too short a time. Source: GitHub's "Rate limits for the REST API", secondary rate limits. */
export function secondaryRateLimit(retryAfterSeconds: number): Refusal {
  return new Refusal(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    {},
    { 'retry-after': String(retryAfterSeconds) },
  );
}
