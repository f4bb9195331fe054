import { CopyBox } from './CopyBox.tsx';
import { QrCode } from './QrCode.tsx';

/** What an authenticator app is to scan, or a person to type into it. Shown only now. */
export function NewAuthenticator({ uri, secret }: { uri: string; secret: string }) {
  return (
    <>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-5 max-sm:grid-cols-1">
        <QrCode text={uri} label="QR code for your authenticator app" />
        <p className="text-small text-muted">
          No camera? Type this secret into the app instead. It is shown only now.
        </p>
      </div>
      <CopyBox text={secret.replace(/(.{4})(?=.)/g, '$1 ')} label="the secret" />
    </>
  );
}
