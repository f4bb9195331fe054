import type { RouteReply } from '@agentport/contract';
import { type ReactNode, useState } from 'react';
import { knowledge, ME } from '../../api/gateway.ts';
import { navigate } from '../../router/router.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { SecondFactor } from './SecondFactor.tsx';

type Enrolment = RouteReply<'beginSetup'>;
type Done = RouteReply<'confirmSetup'>;

interface ComingIn {
  /** the step after "who are you"; null before it */
  readonly step: ReactNode;
  /** for the form that asks who comes */
  readonly given: { onEnrolment(enrolment: Enrolment): void; onPasskey(made: Done): void };
}

/**
 * What follows once somebody said who they are, for the first person and for guests alike: the second factor, then the
 * codes for the day it is lost.
 * @param confirm redeems the link with the first code
 */
export function useComingIn(confirm: (body: { enrolment: string; code: string }) => Promise<Done>): ComingIn {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [done, setDone] = useState<(Done & { byPasskey: boolean }) | null>(null);
  const given = {
    onEnrolment: setEnrolment,
    onPasskey: (made: Done) => setDone({ ...made, byPasskey: true }),
  };
  if (done) {
    const enter = () => {
      knowledge.setQueryData(ME, done.me);
      navigate('/', { replace: true });
    };
    const step = <RecoveryCodes codes={done.recovery_codes} byPasskey={done.byPasskey} onSaved={enter} />;
    return { given, step };
  }
  if (enrolment === null) return { given, step: null };
  const giveCode = async (code: string) => {
    setDone({ ...(await confirm({ enrolment: enrolment.enrolment, code })), byPasskey: false });
  };
  const step = <SecondFactor enrolment={enrolment} confirm={giveCode} onBack={() => setEnrolment(null)} />;
  return { given, step };
}
