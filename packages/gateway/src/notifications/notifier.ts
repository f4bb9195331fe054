import type { ChannelDetail, ChannelRoute, ChannelSettings } from '@agentport/contract';
import type { Message } from './message.ts';

/** A way to reach people, as the worker uses it. */
export interface Channel<K extends ChannelSettings['kind'] = ChannelSettings['kind']> {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly settings: Extract<ChannelSettings, { kind: K }>;
  readonly route: ChannelRoute;
  readonly detail: ChannelDetail;
  readonly createdAt: number;
  readonly sealed: Uint8Array | null;
}

/** What one attempt sends, and to whom. */
export interface Posting {
  readonly message: Message;
  /** an address or a subscription; empty where the channel has one receiver */
  readonly target: string;
  /** how the peer names the message about the question, when it is to be changed */
  readonly peerRef: string | null;
  readonly attempt: number;
}

/** How an attempt ended. `refused` will not get better by itself; `gone` takes the receiver out for good. */
export type Sent =
  | { readonly kind: 'accepted'; readonly status: number | null; readonly peerRef?: string }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly status: number | null;
      readonly afterMs?: number;
    }
  | { readonly kind: 'refused'; readonly code: string; readonly status: number | null }
  | { readonly kind: 'gone'; readonly status: number | null };

/**
 * The port to people: one implementation per kind of channel. The same message may be given twice, with the same id, when
 * nobody knows whether the first attempt arrived. Never throws; an answer names codes, never what opens the channel.
 */
export interface Notifier<K extends ChannelSettings['kind'] = ChannelSettings['kind']> {
  send(channel: Channel<K>, secret: ChannelKeys, posting: Posting): Promise<Sent>;
}

/** What opens a channel, taken out of its seal for one attempt. */
export interface ChannelKeys {
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly signing_secret?: string | undefined;
  /** base64: what a webhook's receiver checks */
  readonly webhook?: string | undefined;
  /** the webhook's key before, for receivers that have not changed yet */
  readonly webhook_before?: { readonly key: string; readonly until: number } | undefined;
  /** base64url: the private key a browser's push service knows us by */
  readonly vapid?: string | undefined;
}
