import type { RouteReply } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { Field } from '../../parts/Field.tsx';
import { deviceName, makePasskey } from '../../parts/passkey.ts';
import { FirstFactorForm, type TextOf } from './FirstFactorForm.tsx';

interface AboutYouProps {
  token: string;
  onEnrolment(enrolment: RouteReply<'beginSetup'>): void;
  onPasskey(done: RouteReply<'confirmPasskeySetup'>): void;
}

/** Who the first person is. */
export function AboutYou({ token, onEnrolment, onPasskey }: AboutYouProps) {
  const person = (text: TextOf) => ({ token, email: text('email').trim(), name: text('name').trim() });
  return (
    <Door title="Set up AgentPort">
      <FirstFactorForm
        failed="Nothing was set up."
        intro="You will be the first person who answers what agents ask."
        byPassword={async (text) => {
          const body = { ...person(text), password: text('password') };
          onEnrolment(await gateway('beginSetup', { body }));
        }}
        byPasskey={async (text) => {
          const offer = await gateway('beginPasskeySetup', { body: person(text) });
          const { enrolment } = offer;
          const body = { token, enrolment, name: deviceName(), ...(await makePasskey(offer)) };
          onPasskey(await gateway('confirmPasskeySetup', { body }));
        }}
      >
        <Field
          label="Your name"
          name="name"
          type="text"
          autoComplete="name"
          maxLength={100}
          required
          autoFocus
        />
        <Field label="E-mail" name="email" type="email" autoComplete="username" required />
      </FirstFactorForm>
    </Door>
  );
}
