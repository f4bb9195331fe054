import type { Role } from '@agentport/contract';
import { codeNow, FROM, PASSWORD, type PeopleFixture } from '../people.fixture.ts';
import type { OpenedSignIn } from '../sign-ins.ts';
import { LOCAL } from './manager.ts';

export const LOCAL_ACTOR = LOCAL;

/** For tests: a person who came in by an invitation. */
export interface Joined {
  readonly id: string;
  readonly email: string;
  readonly signIn: OpenedSignIn;
  readonly totpSecret: string;
}

let count = 0;

/** Invites somebody and lets them in by password and code. */
export async function join(
  people: PeopleFixture,
  role: Role,
  actor: string,
  email = `${role}-${++count}@example.com`,
): Promise<Joined> {
  const { token } = await people.operators.invitations.invite({ email, role, actor, from: FROM });
  return { ...(await redeem(people, token, role)), email };
}

/** Opens an invitation as the person it is for. */
export async function redeem(
  people: PeopleFixture,
  token: string,
  name: string,
): Promise<Omit<Joined, 'email'>> {
  const { invitations } = people.operators;
  const { enrolment, totpSecret } = await invitations.begin({ token, name, password: PASSWORD }, FROM);
  const code = codeNow(people, totpSecret);
  const { signIn } = await invitations.confirm({ token, enrolment, code }, FROM);
  return { id: signIn.person.id, signIn, totpSecret };
}
