import { Fault } from '../kernel/fault.ts';

export function unknownAgent(): Fault {
  return new Fault('not_found', 'There is no such agent. List them with "agentport agents list".');
}

export function unknownToken(): Fault {
  return new Fault('not_found', 'This token has ended, or there is none of this id. Make a new one.');
}

export function unknownPerson(): Fault {
  return new Fault('invalid_request', 'There is no such person here. Look at the list of people.', {
    details: { path: '/owner_id' },
  });
}

export function nameTaken(name: string): Fault {
  return new Fault('name_taken', `There is an agent called "${name}" already. Choose another name.`);
}

export function badName(name: string): Fault {
  return new Fault(
    'invalid_request',
    'An agent’s name has 1 to 40 of a-z, 0-9, ".", "_" and "-", and begins with a letter or digit (and not with "agt_").',
    { details: { path: '/name', length: name.length } },
  );
}
