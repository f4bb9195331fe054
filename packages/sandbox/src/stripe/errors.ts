import type { Json } from './store.ts';

export type StripeErrorType = 'invalid_request_error' | 'idempotency_error' | 'card_error' | 'api_error';

interface Details {
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
}

/** An answer other than 2xx, in the shape of https://docs.stripe.com/api/errors. */
export class StripeError extends Error {
  readonly status: number;
  readonly type: StripeErrorType;
  readonly details: Details;

  constructor(status: number, type: StripeErrorType, message: string, details: Details = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = details;
  }

  body(requestId: string): Json {
    const docs = this.details.code && `https://docs.stripe.com/error-codes#${this.details.code}`;
    return {
      error: {
        ...this.details,
        ...(docs ? { doc_url: docs } : {}),
        message: this.message,
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
        type: this.type,
      },
    };
  }
}

export function invalid(message: string, code?: string, param?: string): StripeError {
  return new StripeError(400, 'invalid_request_error', message, {
    ...(code ? { code } : {}),
    ...(param ? { param } : {}),
  });
}

export function missing(kind: string, id: string, param = 'id'): StripeError {
  return new StripeError(404, 'invalid_request_error', `No such ${kind}: '${id}'`, {
    code: 'resource_missing',
    param,
  });
}
