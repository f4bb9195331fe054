import {
  companyBegun,
  companyChange,
  companyDescribed,
  companyLook,
  companySettings,
} from '../shapes/company.ts';
import { none, type Route } from './route.ts';

/** The company's provider. */
export const COMPANY_ROUTES = {
  lookAtProvider: {
    method: 'POST',
    path: '/api/v1/sign-in-provider/look',
    access: 'step_up',
    permission: 'security:write',
    local: true,
    summary: 'Read what a sign-in provider says of itself, before anybody signs in by it',
    body: companyLook,
    reply: companyDescribed,
  },
  connectCompany: {
    method: 'POST',
    path: '/api/v1/me/company',
    access: 'step_up',
    permission: 'account:own',
    summary: 'Connect your account at the company to yours here',
    reply: companyBegun,
  },
  readProvider: {
    method: 'GET',
    path: '/api/v1/sign-in-provider',
    access: 'operator',
    permission: 'security:write',
    local: true,
    summary: 'How people sign in by their company; no secret',
    reply: companySettings,
  },
  changeProvider: {
    method: 'PUT',
    path: '/api/v1/sign-in-provider',
    access: 'step_up',
    permission: 'security:write',
    local: true,
    summary: 'Set the company’s sign-in provider (OpenID Connect)',
    body: companyChange,
    reply: companySettings,
  },
  removeProvider: {
    method: 'DELETE',
    path: '/api/v1/sign-in-provider',
    access: 'step_up',
    permission: 'security:write',
    local: true,
    summary: 'End sign-in by the company; sign-ins that are open go on',
    reply: none,
  },
} as const satisfies Record<string, Route>;
