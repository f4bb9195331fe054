import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { composeMessage, messageProblems } from './mail-message.ts';

const STAMP = { seed: 'ab'.repeat(32), at: Date.UTC(2026, 10, 21, 9, 30, 0) };
const MAIL = {
  to: ['Marta Lindqvist <marta@example.com>'],
  subject: 'Your refund',
  text: 'It is on its way.',
};
const PDF = {
  filename: 'receipt.pdf',
  mime_type: 'application/pdf',
  content: Buffer.from('%PDF-1.4').toString('base64'),
};

async function written(args: Parameters<typeof composeMessage>[0], stamp = STAMP): Promise<string> {
  assert.deepEqual(messageProblems(args), []);
  return Buffer.from(await composeMessage(args, stamp)).toString('latin1');
}

/** Header fields of the outermost part, unfolded (RFC 5322 §2.2.3). */
function headersOf(mail: string): readonly (readonly [name: string, value: string])[] {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]/g, ' ');
  return head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 2)] as const;
  });
}

const header = (mail: string, name: string) =>
  headersOf(mail)
    .filter(([one]) => one === name)
    .map(([, value]) => value);

describe('a mail', () => {
  it('holds exactly what was asked', async () => {
    const mail = await written({
      ...MAIL,
      cc: ['kim@example.org'],
      bcc: ['archive@example.com'],
      in_reply_to: '<a1@mail.example.com>',
      references: ['<a0@mail.example.com>', '<a1@mail.example.com>'],
    });
    assert.deepEqual(Object.fromEntries(headersOf(mail)), {
      To: 'Marta Lindqvist <marta@example.com>',
      Cc: 'kim@example.org',
      Bcc: 'archive@example.com',
      'In-Reply-To': '<a1@mail.example.com>',
      References: '<a0@mail.example.com> <a1@mail.example.com>',
      Subject: 'Your refund',
      'Message-ID': `<${'ab'.repeat(20)}@agentport.invalid>`,
      Date: 'Sat, 21 Nov 2026 09:30:00 +0000',
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Transfer-Encoding': '7bit',
    });
    assert.ok(mail.endsWith('\r\n\r\nIt is on its way.\r\n') || mail.endsWith('\r\n\r\nIt is on its way.'));
  });

  it('encodes names and subjects that are not ASCII, and sends international domains as punycode', async () => {
    const mail = await written({ to: ['Zoë <zoe@bücher.example>'], subject: 'Grüße', text: 'å' });
    assert.match(mail, /^[\x00-\x7f]*$/);
    assert.match(header(mail, 'To')[0] ?? '', /^=\?UTF-8\?Q\?Zo=C3=AB\?= <zoe@xn--bcher-kva\.example>$/);
    assert.deepEqual(header(mail, 'Subject'), ['=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=']);
  });

  it('carries text, page and attachment in parts whose boundary comes from the stamp', async () => {
    const mail = await written({ ...MAIL, html: '<p>It is on its way.</p>', attachments: [PDF] });
    const boundary = /boundary="(.+?)"/.exec(mail)?.[1] ?? assert.fail();
    assert.ok(boundary.includes('ab'.repeat(16)));
    assert.ok(mail.includes(PDF.content));
    assert.match(mail, /Content-Disposition: attachment; filename=receipt\.pdf/);
    assert.match(mail, /multipart\/mixed[\s\S]+multipart\/alternative[\s\S]+text\/plain[\s\S]+text\/html/);
  });

  it('is the same bytes for the same call and stamp, and another mail for another stamp', async () => {
    const word = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(word, word, word, fc.boolean(), async (subject, text, html, attached) => {
        const args = { ...MAIL, subject, text, html, ...(attached ? { attachments: [PDF] } : {}) };
        if (messageProblems(args).length > 0) return;
        const [first, again, other] = await Promise.all([
          composeMessage(args, STAMP),
          composeMessage(structuredClone(args), { ...STAMP }),
          composeMessage(args, { ...STAMP, seed: 'cd'.repeat(32) }),
        ]);
        assert.deepEqual(first, again);
        assert.notDeepEqual(first, other);
      }),
      { numRuns: 150 },
    );
  });

  it('T57 no argument adds a header or ends the head, whatever it holds', async () => {
    const poison = fc.constantFrom(
      '\r\nBcc: mallory@evil.example',
      '\n\nbody',
      '\r',
      '\u2028',
      '\u0085',
      '\0',
      'a',
      'é',
      '?=',
      '=?UTF-8?Q?',
      '"',
      ';',
      ' ',
    );
    const dirty = fc.array(poison, { maxLength: 6 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(dirty, dirty, dirty, dirty, async (subject, name, filename, reply) => {
        const args = {
          ...MAIL,
          to: [`${name} <marta@example.com>`],
          subject,
          in_reply_to: reply,
          attachments: [{ ...PDF, filename }],
        };
        if (messageProblems(args).length > 0) return;
        const names = headersOf(Buffer.from(await composeMessage(args, STAMP)).toString('latin1')).map(
          ([one]) => one,
        );
        // a subject and a reply that are empty, or nothing but spaces, are left out
        assert.deepEqual(
          names.filter((one) => one !== 'In-Reply-To' && one !== 'Subject'),
          ['To', 'Message-ID', 'Date', 'MIME-Version', 'Content-Type'],
        );
        assert.equal(names.filter((one) => one === 'Subject').length, subject.trim() === '' ? 0 : 1);
      }),
      { numRuns: 400 },
    );
  });

  const refused: readonly (readonly [string, Parameters<typeof composeMessage>[0], string])[] = [
    ['a line break in the subject', { ...MAIL, subject: 'a\r\nBcc: x@evil.example' }, '/subject'],
    ['two addresses in one text', { ...MAIL, to: ['a@example.com, b@evil.example'] }, '/to/0'],
    ['a hidden recipient that is none', { ...MAIL, bcc: ['nobody'] }, '/bcc/0'],
    [
      'a Message-ID with a header in it',
      { ...MAIL, in_reply_to: '<a@b>\r\nBcc: x@evil.example' },
      '/in_reply_to',
    ],
    ['a reference that is no Message-ID', { ...MAIL, references: ['a b'] }, '/references/0'],
    [
      'a folder in a file name',
      { ...MAIL, attachments: [{ ...PDF, filename: '../etc/passwd' }] },
      '/attachments/0/filename',
    ],
    [
      'a type that nests messages',
      { ...MAIL, attachments: [{ ...PDF, mime_type: 'message/rfc822' }] },
      '/attachments/0/mime_type',
    ],
    [
      'content that is not base64',
      { ...MAIL, attachments: [{ ...PDF, content: 'a b' }] },
      '/attachments/0/content',
    ],
    [
      'more than half a mebibyte',
      { ...MAIL, attachments: [{ ...PDF, content: 'A'.repeat(700_000) }] },
      '/attachments',
    ],
    ['a zero byte', { ...MAIL, text: 'a\0b' }, '/text'],
  ];
  for (const [what, args, path] of refused) {
    it(`refuses ${what}, by its place and without its value`, async () => {
      const problems = messageProblems(args);
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [path],
      );
      assert.doesNotMatch(problems[0]?.message ?? '', /evil|passwd/);
      await assert.rejects(composeMessage(args, STAMP));
    });
  }

  it('never reads a file or fetches an address an attachment names', async () => {
    const sly = { ...PDF, path: '/etc/hostname', href: 'http://127.0.0.1/' };
    assert.ok((await written({ ...MAIL, attachments: [sly] })).includes(PDF.content));
  });
});
