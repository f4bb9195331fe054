import type { ChannelWire } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ConfirmSheet } from '../../parts/ConfirmSheet.tsx';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ChannelFields } from './ChannelFields.tsx';
import { type ChannelBody, channelOf } from './channel-form.ts';
import { type ChannelKind, kindName } from './channel-words.ts';
import { Told } from './Told.tsx';

interface ChangeChannelProps {
  /** the kind of a new channel, or one to change */
  subject: ChannelKind | ChannelWire;
  onClose(): void;
}

const TOUCHES = ['notifications', 'own-notifications', 'deliveries', 'audit'];

export function ChangeChannel({ subject, onClose }: ChangeChannelProps) {
  const channel = typeof subject === 'string' ? null : subject;
  const kind = typeof subject === 'string' ? subject : subject.settings.kind;
  const [key, setKey] = useState<string | null>(null);
  const save = useAct(async (body: ChannelBody) => {
    if (channel) {
      const change = { ...body, enabled: channel.enabled };
      await gateway('changeChannel', { params: { id: channel.id }, body: change });
      return onClose();
    }
    const made = await gateway('createChannel', { body });
    if (made.signing_secret === null) return onClose();
    setKey(made.signing_secret);
  }, TOUCHES);
  const rotate = useAct(async ({ id }: ChannelWire) => {
    setKey((await gateway('rotateChannelKey', { params: { id } })).signing_secret);
  }, TOUCHES);
  const [removing, setRemoving] = useState(false);
  if (key !== null) return <KeyOnce value={key} onClose={onClose} />;
  if (channel && removing) return <RemoveChannel channel={channel} onClose={onClose} />;
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    save.mutate(channelOf(kind, new FormData(event.currentTarget)));
  };
  const problem = save.error ?? rotate.error;
  const busy = save.isPending || rotate.isPending;
  return (
    <Dialog title={channel ? `Change ${channel.name}` : `Add ${kindName(kind)}`} onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {problem && !(problem instanceof StepUpCancelled) && (
          <ErrorNotice error={problem} title="Nothing was changed." />
        )}
        <Field
          label="Name"
          name="name"
          type="text"
          autoComplete="off"
          maxLength={60}
          required
          defaultValue={channel?.name ?? kindName(kind)}
        />
        <ChannelFields kind={kind} channel={channel} />
        <hr className="border-line" />
        <Told channel={channel} kind={kind} />
        <div className="dialog-end">
          <button className="btn btn-ink" type="submit" disabled={busy}>
            {save.isPending ? 'Saving…' : channel ? 'Save the channel' : 'Add the channel'}
          </button>
          {channel && kind === 'webhook' && (
            <button className="btn" type="button" disabled={busy} onClick={() => rotate.mutate(channel)}>
              New key
            </button>
          )}
          {channel && (
            <button className="btn text-deny" type="button" disabled={busy} onClick={() => setRemoving(true)}>
              Remove…
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function RemoveChannel({ channel, onClose }: { channel: ChannelWire; onClose(): void }) {
  const remove = useAct(async () => {
    await gateway('removeChannel', { params: { id: channel.id } });
    onClose();
  }, TOUCHES);
  return (
    <ConfirmSheet
      title={`Remove ${channel.name}?`}
      act={remove}
      trouble="It was not removed."
      words={['Remove it', 'Removing…']}
      final
      onClose={onClose}
    >
      <p className="text-muted">Nobody is told by it any more. What it told stays in the log of messages.</p>
    </ConfirmSheet>
  );
}

function KeyOnce({ value, onClose }: { value: string; onClose(): void }) {
  return (
    <Dialog title="The key of this webhook" onClose={onClose}>
      <div className="grid gap-4">
        <p className="text-muted">
          Its receiver checks signatures with it. It is shown this one time. An earlier key stays good for a
          day.
        </p>
        <CopyBox text={value} label="the key" />
        <button className="btn btn-ink justify-self-start" type="button" onClick={onClose}>
          I have it
        </button>
      </div>
    </Dialog>
  );
}
