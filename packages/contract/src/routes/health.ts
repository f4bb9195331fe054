import { z } from 'zod';
import { status } from '../shapes/health.ts';
import type { Route } from './route.ts';

/** How the gateway is, for machines and for the page's own line. */
export const HEALTH_ROUTES = {
  health: {
    method: 'GET',
    path: '/health',
    access: 'public',
    summary: 'Alive',
    /** `sealed`: alive, and nothing is done before a person gives the passphrase */
    reply: z.object({ status: z.enum(['ok', 'sealed']) }),
  },
  ready: {
    method: 'GET',
    path: '/ready',
    access: 'public',
    summary: 'Able to take calls',
    reply: z.object({
      status: z.enum(['ok', 'unavailable', 'sealed']),
      gateway: z.string().optional(),
      lease: z.enum(['held', 'lost']).optional(),
      log_lag_ms: z.number().nullable().optional(),
    }),
  },
  reach: {
    method: 'GET',
    path: '/api/v1/reach',
    access: 'public',
    summary: 'Two words a second apart, as a stream, with a cookie: whether a proxy hands both on',
    reply: z.string(),
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    access: 'public',
    summary: 'This document',
    reply: z.record(z.string(), z.unknown()),
  },
  status: {
    method: 'GET',
    path: '/api/v1/status',
    access: 'operator',
    permission: 'account:own',
    local: true,
    summary: 'Log, stop and version',
    reply: status,
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    access: 'operator',
    permission: 'setup:read',
    local: true,
    summary: 'Prometheus figures',
    reply: z.string(),
  },
  events: {
    method: 'GET',
    path: '/api/v1/events',
    access: 'operator',
    permission: 'account:own',
    summary: 'Live changes, as server-sent events',
    reply: z.string(),
  },
} as const satisfies Record<string, Route>;
