import type { ChannelSettings, ChannelWire } from '@agentport/contract';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { Field } from '../../parts/Field.tsx';
import type { ChannelKind } from './channel-words.ts';

type Settings<K extends ChannelKind> = Extract<ChannelSettings, { kind: K }> | undefined;

/** The fields of one kind of channel. A secret that is kept shows as kept; nothing of it comes back. */
export function ChannelFields({ kind, channel }: { kind: ChannelKind; channel: ChannelWire | null }) {
  const settings = channel?.settings;
  const kept = channel?.has_secret ?? false;
  switch (kind) {
    case 'email':
      return <EmailFields settings={settings as Settings<'email'>} kept={kept} />;
    case 'slack':
      return <SlackFields settings={settings as Settings<'slack'>} kept={kept} />;
    case 'webhook':
      return (
        <TextField
          label="Address"
          name="url"
          type="url"
          required
          placeholder="https://"
          defaultValue={(settings as Settings<'webhook'>)?.url}
          hint="It gets JSON with a signature. The key to check it is shown once, when the channel is added."
        />
      );
    case 'web_push':
      return (
        <p className="text-muted">
          Everybody who may answer can then turn it on for a browser, here in the settings. A browser is told
          as long as its sign-in lasts.
        </p>
      );
    case 'ntfy':
      return <NtfyFields settings={settings as Settings<'ntfy'>} kept={kept} />;
    case 'telegram':
      return (
        <>
          <TextField
            label="Chat"
            name="chat"
            required
            defaultValue={(settings as Settings<'telegram'>)?.chat}
            hint="The number of the chat; groups begin with a minus."
          />
          <SecretField label="Token of the bot" name="token" kept={kept} required />
        </>
      );
  }
}

function EmailFields({ settings, kept }: { settings: Settings<'email'>; kept: boolean }) {
  return (
    <>
      <TextField
        label="To"
        name="to"
        required
        defaultValue={settings?.to.join(', ')}
        hint="Each address gets a mail of its own."
      />
      <TextField label="From" name="from" type="email" required defaultValue={settings?.from} />
      <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
        <TextField label="Mail server" name="host" required defaultValue={settings?.host} />
        <TextField label="Port" name="port" type="number" required defaultValue={settings?.port ?? 587} />
      </div>
      <Choice label="Encryption" name="security" defaultValue={settings?.security ?? 'starttls'}>
        <option value="starttls">STARTTLS (587)</option>
        <option value="tls">TLS (465)</option>
        <option value="none">None, for a server on this machine</option>
      </Choice>
      <TextField label="User, if it asks for one" name="user" defaultValue={settings?.user ?? ''} />
      <SecretField label="Password" name="password" kept={kept} />
    </>
  );
}

function SlackFields({ settings, kept }: { settings: Settings<'slack'>; kept: boolean }) {
  return (
    <>
      <TextField label="Workspace" name="team" required placeholder="T…" defaultValue={settings?.team} />
      <TextField
        label="Conversation"
        name="channel"
        required
        placeholder="C…"
        defaultValue={settings?.channel}
        hint="Its id, at the end of its details in Slack. Invite the bot into it."
      />
      <SecretField label="Bot token" name="token" kept={kept} required />
      <SecretField label="Signing secret" name="signing_secret" kept={kept} required />
      <TextField
        label="Address of the API, if not Slack’s own"
        name="api"
        type="url"
        defaultValue={settings?.api ?? ''}
      />
    </>
  );
}

function NtfyFields({ settings, kept }: { settings: Settings<'ntfy'>; kept: boolean }) {
  return (
    <>
      <TextField
        label="Server"
        name="server"
        type="url"
        required
        defaultValue={settings?.server ?? 'https://ntfy.sh'}
      />
      <TextField
        label="Topic"
        name="topic"
        required
        defaultValue={settings?.topic}
        hint="Whoever knows the topic can read along: choose one that cannot be guessed."
      />
      <SecretField label="Access token, if it asks for one" name="token" kept={kept} />
    </>
  );
}

function TextField(props: ComponentProps<typeof Field>) {
  return <Field type="text" autoComplete="off" autoCapitalize="off" spellCheck={false} {...props} />;
}

interface SecretFieldProps {
  label: string;
  name: string;
  kept: boolean;
  required?: boolean;
}

function SecretField({ label, name, kept, required = false }: SecretFieldProps) {
  return (
    <Field
      label={label}
      name={name}
      type="password"
      autoComplete="off"
      required={required && !kept}
      hint={kept ? 'One is kept. Leave this empty to keep it; another address needs it again.' : undefined}
    />
  );
}

interface ChoiceProps {
  label: string;
  name: string;
  defaultValue: string;
  hint?: string;
  children: ReactNode;
}

/** A label and one choice of several. */
export function Choice({ label, name, defaultValue, hint, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="field"
        name={name}
        defaultValue={defaultValue}
        aria-describedby={hint && `${id}-note`}
      >
        {children}
      </select>
      {hint && (
        <p id={`${id}-note`} className="text-small text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
