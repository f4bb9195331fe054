import { type MemberWire, ROLES, type Role } from '@agentport/contract';
import { Argument, Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { fields, type Line, styled, table, time } from '../output/lines.ts';
import { every } from '../wire/every.ts';
import { asOperator } from '../wire/operator.ts';

export function peopleCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const people = new Command('people').description('who may sign in here, and with which role');
  const who = () => new Argument('<person>', 'e-mail or id');

  people
    .command('list')
    .description('everybody who is here, and who is invited')
    .action(
      act(async () => {
        const found = await asOperator(around, async ({ client }) => ({
          people: await every(client, 'listPeople'),
          invitations: await every(client, 'listInvitations'),
        }));
        out.show(found, () => [
          ...memberTable(found.people),
          ...found.invitations.map(
            ({ email, role, id, expires_at, expired }) =>
              `Invited: ${email} as ${role} (${id}), ${expired ? 'expired' : 'until'} ${time(expires_at)}`,
          ),
        ]);
        return 0;
      }),
    );

  people
    .command('invite')
    .description('make a link by which one person comes in; it is shown once and good for 72 hours')
    .argument('<e-mail>', 'whom it is for')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .action(
      act(async (email: string, { role }: { role: Role }) => {
        const made = await asOperator(around, ({ client }) => client('invite', { body: { email, role } }));
        out.show(made, () => [
          ...fields([
            ['For', `${made.invitation.email}, as ${made.invitation.role}`],
            ['Until', time(made.invitation.expires_at)],
            ['Link', styled('bold', made.link)],
          ]),
          'This link is shown once and works once. Give it to nobody else.',
        ]);
        return 0;
      }),
    );

  people
    .command('uninvite')
    .description('revoke an invitation')
    .argument('<invitation>', 'id, as "people list" shows it')
    .action(
      act(async (id: string) => {
        await asOperator(around, ({ client }) => client('revokeInvitation', { params: { id } }));
        out.show({ revoked: id }, () => [`Revoked ${id}.`]);
        return 0;
      }),
    );

  people
    .command('role')
    .description('give a person another role; they sign in again')
    .addArgument(who())
    .addArgument(new Argument('<role>', 'the new one').choices(ROLES))
    .action(
      act(async (id: string, role: Role) => {
        const body = { role };
        const person = await asOperator(around, ({ client }) =>
          client('changeRole', { params: { id }, body }),
        );
        out.show(person, () => [`${person.name} is ${person.role} now.`]);
        return 0;
      }),
    );

  people
    .command('suspend')
    .description('shut a person out at once, until restored')
    .addArgument(who())
    .action(
      act(async (id: string) => {
        const person = await asOperator(around, ({ client }) => client('suspendPerson', { params: { id } }));
        out.show(person, () => [`${person.name} is suspended. Let them in again: people restore`]);
        return 0;
      }),
    );

  people
    .command('restore')
    .description('let a suspended person in again')
    .addArgument(who())
    .action(
      act(async (id: string) => {
        const person = await asOperator(around, ({ client }) => client('restorePerson', { params: { id } }));
        out.show(person, () => [`${person.name} may sign in again.`]);
        return 0;
      }),
    );

  people
    .command('remove')
    .description('remove a person for good; what they answered stays in the record')
    .addArgument(who())
    .action(
      act(async (id: string) => {
        await asOperator(around, ({ client }) => client('removePerson', { params: { id } }));
        out.show({ removed: id }, () => [`Removed ${id}.`]);
        return 0;
      }),
    );

  return people;
}

function memberTable(people: readonly MemberWire[]): Line[] {
  const rows = people.map((person) => [
    person.email,
    person.name,
    person.role,
    person.status,
    time(person.last_sign_in_at),
    person.id,
  ]);
  return table(['E-MAIL', 'NAME', 'ROLE', 'STATUS', 'LAST SIGN-IN', 'ID'], rows);
}
