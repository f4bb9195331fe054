import { PERMISSIONS } from '@agentport/contract/permissions';

/** Roles that may answer requests, from the one table. */
export const DECIDING_ROLES = PERMISSIONS['requests:decide'].roles;
