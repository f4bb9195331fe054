/** By password there are three steps, by passkey two. */
export function StepCount({ step, of = 3 }: { step: number; of?: number }) {
  return (
    <p className="-mt-4 text-small text-muted">
      Step {step} of {of}
    </p>
  );
}
