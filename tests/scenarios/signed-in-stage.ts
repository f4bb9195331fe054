import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { fromBase32, totpCode, totpStep } from '../../packages/gateway/src/operators/index.ts';
import { watchedPage } from './console-stage.ts';
import { type DoorStage, openDoorStage } from './door-stage.ts';

const EMAIL = 'anna@example.com';
const PASSWORD = 'plainly a test phrase';

export interface SignedInStage extends DoorStage {
  readonly page: Page;
  /** forgets the second factor given at the sign-in, as five minutes do */
  forgetSecondFactor(): Promise<void>;
  /** gives the second factor in the sheet that asks for it */
  stepUp(): Promise<void>;
}

/** A whole gateway with the built console, and its first person signed in through the page. */
export async function openSignedIn(t: TestContext, env: Record<string, string> = {}): Promise<SignedInStage> {
  const door = await openDoorStage(t, env);
  const { db, operators } = door.running.gateway;
  const made = await operators.bootstrap({ email: EMAIL, name: 'Anna Brandt', password: PASSWORD });
  const codes = [...made.recoveryCodes];
  const page = await watchedPage(t);
  await page.goto(`${door.url}/sign-in`);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Code from your authenticator app').fill(totp(made.totpSecret));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'Playground' }).waitFor();
  return {
    ...door,
    page,
    async forgetSecondFactor() {
      await db.unit((tx) => tx.updateTable('sign_ins').set({ step_up_until: 0 }).execute());
    },
    async stepUp() {
      const sheet = page.getByRole('dialog', { name: 'Show that it is you' });
      const code = codes.pop();
      assert.ok(code, 'a recovery code is left');
      await sheet.getByLabel('Code from your authenticator app').fill(code);
      await sheet.getByRole('button', { name: 'Confirm' }).click();
    },
  };
}

function totp(secret: string): string {
  return totpCode(fromBase32(secret), totpStep(Date.now()));
}
