import {
  erased,
  eraseRequest,
  rootRotation,
  unsealed,
  unsealRequest,
  vaultStatus,
} from '../shapes/keeping.ts';
import type { Route } from './route.ts';

/** Erasing content, keys and their rotation. */
export const KEEPING_ROUTES = {
  eraseContent: {
    method: 'POST',
    path: '/api/v1/erasures',
    access: 'step_up',
    permission: 'vault:write',
    local: true,
    summary: 'Erase arguments, pages and results; the log goes on verifying',
    body: eraseRequest,
    reply: erased,
  },
  vaultStatus: {
    method: 'GET',
    path: '/api/v1/vault',
    access: 'operator',
    permission: 'vault:read',
    local: true,
    summary: 'Keys, their versions and ages',
    reply: vaultStatus,
  },
  rotateKeys: {
    method: 'POST',
    path: '/api/v1/vault/keys',
    access: 'step_up',
    permission: 'vault:write',
    local: true,
    summary: 'New wrapping keys; what they wrap is sealed anew',
    reply: vaultStatus,
  },
  rotateRoot: {
    method: 'POST',
    path: '/api/v1/vault/root',
    access: 'control',
    local: true,
    summary: 'A new root key; the old one is destroyed',
    body: rootRotation,
    reply: vaultStatus,
  },
  unsealVault: {
    method: 'POST',
    path: '/api/v1/vault/unseal',
    access: 'control',
    local: true,
    summary: 'Open a vault that waits for its passphrase',
    body: unsealRequest,
    reply: unsealed,
  },
} as const satisfies Record<string, Route>;
