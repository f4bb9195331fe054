import type { SeedConfig } from 'emulate';

/** What stands in the sandbox mailbox from the start. */
export const GMAIL_SEEDED = {
  mailbox: 'support@example.com',
  message: 'msg_refund',
  thread: 'thr_refund',
  messageId: '<refund-1@mail.example.com>',
  news: 'msg_news',
  newsThread: 'thr_news',
  label: 'Label_refunds',
} as const;

/** One mailbox with a question about a refund, a newsletter and a label. */
export function gmailSeed(token: string): SeedConfig {
  const id = GMAIL_SEEDED;
  return {
    tokens: { [token]: { login: id.mailbox, scopes: [] } },
    google: {
      users: [{ email: id.mailbox, name: 'Support' }],
      labels: [{ id: id.label, user_email: id.mailbox, name: 'Refunds' }],
      messages: [
        {
          id: id.message,
          thread_id: id.thread,
          user_email: id.mailbox,
          from: 'Marta Lindqvist <marta@example.com>',
          to: id.mailbox,
          subject: 'Where is my refund?',
          body_text: 'I sent the lamp back two weeks ago.',
          label_ids: ['INBOX', 'UNREAD'],
        },
        {
          id: id.news,
          thread_id: id.newsThread,
          user_email: id.mailbox,
          from: 'News <news@example.org>',
          to: id.mailbox,
          subject: 'This week',
          body_text: 'Nothing happened.',
          label_ids: ['INBOX'],
        },
      ],
    },
  };
}
