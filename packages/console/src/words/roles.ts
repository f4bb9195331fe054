import type { Me } from '@agentport/contract';

export const ROLES: Record<Me['person']['role'], string> = {
  owner: 'Owner',
  admin: 'Admin',
  approver: 'Approver',
  auditor: 'Auditor',
};
