const STEPS = 3;

export function StepCount({ step }: { step: number }) {
  return (
    <p className="-mt-4 text-small text-muted">
      Step {step} of {STEPS}
    </p>
  );
}
