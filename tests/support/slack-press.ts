import { createHmac } from 'node:crypto';
import { SLACK_SEEDED } from '@agentport/sandbox';

export interface Press {
  /** of the gateway */
  readonly url: string;
  readonly signingSecret: string;
  /** ms UTC, by the gateway's clock */
  readonly now: number;
  readonly action: 'agentport_approve' | 'agentport_deny';
  /** of the message, and of its button */
  readonly ts: string;
  readonly value: string;
  readonly user: string;
}

/** What Slack sends when somebody presses a button of a message in the seeded conversation, signed as it signs. */
export function pressInSlack({ url, signingSecret, now, action, ts, value, user }: Press): Promise<Response> {
  const payload = {
    type: 'block_actions',
    team: { id: SLACK_SEEDED.team },
    user: { id: user },
    channel: { id: SLACK_SEEDED.channel },
    message: { ts },
    actions: [{ action_id: action, value }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const time = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${time}:${body}`).digest('hex');
  return fetch(`${url}/api/v1/slack/interactions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
}
