import type { Finding } from '../decision/decision.ts';
import type { JsonObject } from '../json/value.ts';

/** What a detector may look at. */
export interface InspectionFacts {
  readonly integration: string;
  readonly operation: string;
  readonly args: JsonObject;
}

/** Looks for one kind of danger. Must be pure and take time in proportion to what it looks at. */
export interface Detector {
  readonly name: string;
  detect(facts: InspectionFacts): readonly Finding[];
}

/** Runs every detector. One that throws has seen nothing, so it counts as the worst finding, not as none. */
export function inspect(facts: InspectionFacts, detectors: readonly Detector[]): readonly Finding[] {
  return detectors.flatMap((detector) => {
    try {
      return detector.detect(facts);
    } catch {
      return [failed(detector.name)];
    }
  });
}

function failed(name: string): Finding {
  const message = `The detector ${name} failed, so this call could not be inspected.`;
  return { detector: 'detector_failed', severity: 'critical', path: '', message };
}
