import type {
  InvitationWire,
  MemberWire,
  OperatorTokenWire,
  SignInWire,
  TeamWire,
} from '@agentport/contract';
import type { Handlers } from './fake-routes.ts';
import { type FakeState, stamp } from './fake-state.ts';
import { Refusal } from './refusal.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const page = <T>(items: readonly T[]) => ({ items: [...items], next: null });

interface House {
  people: MemberWire[];
  invitations: InvitationWire[];
  teams: TeamWire[];
  tokens: OperatorTokenWire[];
  signIns: SignInWire[];
}

/** Some people of every role, invitations, teams, tokens and sign-ins; all plainly fake. */
export function fakePeople(state: FakeState): Handlers {
  const house = houseOf(state);
  const personOf = (id: string | undefined) => {
    const person = house.people.find((one) => one.id === id);
    if (!person) throw new Refusal(404, 'not_found', 'There is no such person here.');
    return person;
  };
  return {
    listPeople: () => page(house.people),
    changeRole: ({ params, body }) => Object.assign(personOf(params.id), { role: body.role }),
    suspendPerson: ({ params }) => Object.assign(personOf(params.id), { status: 'suspended' }),
    restorePerson: ({ params }) => Object.assign(personOf(params.id), { status: 'active' }),
    removePerson: ({ params }) => {
      house.people = house.people.filter(({ id }) => id !== params.id);
      return {};
    },
    endSignIns: () => ({ ended: 1 }),
    listSignIns: () => page(house.signIns),
    listOwnSignIns: () => page(house.signIns.filter(({ person_id }) => person_id === state.me.person.id)),
    listInvitations: () => page(house.invitations),
    invite: ({ body }) => {
      const invitation = invitationFor(state, body.email ?? '', 'approver', 0);
      house.invitations = [invitation, ...house.invitations];
      return { invitation, link: `https://agentport.example/invitation#ap_invite_fake_${'x'.repeat(49)}` };
    },
    revokeInvitation: ({ params }) => {
      house.invitations = house.invitations.filter(({ id }) => id !== params.id);
      return {};
    },
    lookInvitation: ({ body }) => {
      if (!body.token?.startsWith('ap_invite_')) {
        throw new Refusal(403, 'invitation_invalid', 'This invitation is wrong, used or revoked.');
      }
      const expires_at = stamp(state.now() + 70 * HOUR);
      return { email: 'lena@example.com', role: 'approver', invited_by: 'Priya Raman', expires_at };
    },
    listTeams: () => page(house.teams),
    listOperatorTokens: () => page(house.tokens),
    createOperatorToken: ({ body }) => {
      const made = { ...tokenFor(state), id: 'opt_new', name: body.name ?? '' };
      house.tokens = [made, ...house.tokens];
      return { made, token: `ap_op_fake_${'x'.repeat(49)}` };
    },
    revokeOperatorToken: ({ params }) => {
      house.tokens = house.tokens.filter(({ id }) => id !== params.id);
      return {};
    },
  };
}

function houseOf(state: FakeState): House {
  const me = state.me.person;
  const own = { ...memberFor(state, me.id, me.name, me.role, 2 * HOUR), email: me.email };
  if (state.agents.length === 0) {
    return { people: [own], invitations: [], teams: [], tokens: [], signIns: [signInFor(state, own, true)] };
  }
  const jonas = memberFor(state, 'opr_jonas', 'Jonas Weber', 'admin', 26 * HOUR);
  const ana = memberFor(state, 'opr_ana', 'Ana Castro', 'approver', 9 * 60_000);
  const sam = {
    ...memberFor(state, 'opr_sam', 'Sam Okafor', 'approver', 40 * DAY),
    status: 'suspended' as const,
  };
  const eve = { ...memberFor(state, 'opr_eve', 'Eve Lindqvist', 'auditor', 0), last_sign_in_at: null };
  return {
    people: [own, jonas, ana, sam, eve],
    invitations: [
      invitationFor(state, 'lena@example.com', 'approver', 2 * HOUR),
      invitationFor(state, 'old@example.com', 'auditor', 80 * HOUR),
    ],
    teams: [
      {
        id: 'tea_1',
        name: 'Billing',
        members: [ana.id, own.id],
        agents: ['billing-helper'],
        connections: ['stripe'],
      },
      { id: 'tea_2', name: 'Night watch', members: [], agents: [], connections: [] },
    ],
    tokens: [tokenFor(state)],
    signIns: [signInFor(state, own, true), signInFor(state, own, false), signInFor(state, ana, false)],
  };
}

function memberFor(
  state: FakeState,
  id: string,
  name: string,
  role: MemberWire['role'],
  agoMs: number,
): MemberWire {
  return {
    id,
    email: `${name.split(' ')[0]?.toLowerCase()}@example.com`,
    name,
    role,
    status: 'active',
    created_at: stamp(state.now() - 90 * DAY),
    last_sign_in_at: stamp(state.now() - agoMs),
    factors: { password: role !== 'admin', totp: role !== 'admin', passkeys: role === 'admin' ? 2 : 0 },
  };
}

function invitationFor(
  state: FakeState,
  email: string,
  role: MemberWire['role'],
  agoMs: number,
): InvitationWire {
  const made = state.now() - agoMs;
  return {
    id: `inv_${email}`,
    email,
    role,
    invited_by: state.me.person.id,
    created_at: stamp(made),
    expires_at: stamp(made + 72 * HOUR),
    expired: agoMs > 72 * HOUR,
  };
}

function tokenFor(state: FakeState): OperatorTokenWire {
  return {
    id: 'opt_1',
    name: 'nightly-export',
    scopes: ['audit:read', 'connections:write'],
    created_by: state.me.person.id,
    created_at: stamp(state.now() - 5 * DAY),
    expires_at: stamp(state.now() + 25 * DAY),
    used_at: stamp(state.now() - 3 * HOUR),
    revoked_at: null,
  };
}

const DESK =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';

function signInFor(state: FakeState, person: MemberWire, current: boolean): SignInWire {
  return {
    id: `sin_${person.id}_${current}`,
    person_id: person.id,
    address: current ? '192.0.2.7' : '2001:db8::7',
    user_agent: current ? DESK : PHONE,
    started_at: stamp(state.now() - (current ? 2 : 30) * HOUR),
    expires_at: stamp(state.now() + 6 * DAY),
    current,
  };
}
