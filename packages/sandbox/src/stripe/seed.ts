import { newDispute, newPayout } from './balance.ts';
import { newCharge } from './charges.ts';
import { newCustomer } from './customers.ts';
import { newInvoice } from './invoices.ts';
import { confirm, newPaymentIntent } from './payment-intents.ts';
import { newPrice, newProduct } from './products.ts';
import { newRefund } from './refunds.ts';
import type { Store, StripeObject } from './store.ts';
import { newSubscription } from './subscriptions.ts';

/** 2026-11-02T09:00:00Z: the seed never depends on the day it is planted. */
const START = Date.UTC(2026, 10, 2, 9) / 1000;
const DAY = 86_400;

/** The seeded rows that demos, guides and tests name. All people are invented. */
export const SEEDED = {
  marta: 'cus_RkT41vQz8uWn',
  jonas: 'cus_RkV77bLw2cYe',
  aiko: 'cus_RkX02nHd5tKa',
  samuel: 'cus_RkZ93mPf6rJo',
  leila: 'cus_Rm214kQs9xBu',
  /** Marta's, 129.00 EUR, not refunded. */
  charge: 'ch_3QfT8mKz0vWxYb1c1Hd2LpZa',
  /** The payment intent behind `charge`. */
  paymentIntent: 'pi_3QfT8mKz0vWxYb1c1Hd2LpZa',
  /** Jonas's, 480.00 EUR, 100.00 of it refunded. */
  partlyRefundedCharge: 'ch_3QgA1nLb4wXyZc2d0Jf5MqTe',
  /** Aiko's, 59.00 EUR, all of it refunded. */
  refundedCharge: 'ch_3QhB6pMc7xYzAd3e1Kg8NrUf',
  draftInvoice: 'in_1QjC2qNd8yZaBe4f0Lh1PsVg',
  openInvoice: 'in_1QkD5rPe9zAbCf5g1Mj4QtWh',
} as const;

export function plantSeed(store: Store): void {
  plantCustomers(store);
  plantCharges(store);
  plantBilling(store);
}

function plantCustomers(store: Store): void {
  const people = [
    [SEEDED.marta, 'Marta Lindqvist', 'marta.lindqvist@example.com'],
    [SEEDED.jonas, 'Jonas Weber', 'jonas.weber@example.com'],
    [SEEDED.aiko, 'Aiko Tanaka', 'aiko.tanaka@example.com'],
    [SEEDED.samuel, 'Samuel Okafor', 'samuel.okafor@example.com'],
    [SEEDED.leila, 'Leila Haddad', 'leila.haddad@example.com'],
  ] as const;
  for (const [index, [id, name, email]] of people.entries()) {
    newCustomer(store, {
      id,
      name,
      email,
      created: START + index * 3600,
      currency: 'eur',
      invoice_prefix: `SBX${index}`,
    });
  }
}

/** Customer, minor units, currency, what for. */
const OTHER_CHARGES = [
  [SEEDED.marta, 4_900, 'eur', 'Team plan, October'],
  [SEEDED.jonas, 12_900, 'eur', 'Onboarding session'],
  [SEEDED.samuel, 8_400, 'usd', 'Team plan, yearly share'],
  [SEEDED.samuel, 2_500, 'eur', 'Extra seats'],
  [SEEDED.leila, 31_000, 'eur', 'Annual plan'],
  [SEEDED.leila, 1_900, 'gbp', 'Extra storage'],
] as const;

function plantCharges(store: Store): void {
  const intent = newPaymentIntent(store, {
    id: SEEDED.paymentIntent,
    amount: 12_900,
    customer: SEEDED.marta,
    description: 'Team plan, November',
    payment_method: 'pm_card_visa',
    created: START + 2 * DAY,
  });
  named(store, SEEDED.charge, 12_900, SEEDED.marta, 'Team plan, November', { payment_intent: intent.id });
  Object.assign(intent, { status: 'succeeded', latest_charge: SEEDED.charge, amount_received: 12_900 });

  const partly = named(store, SEEDED.partlyRefundedCharge, 48_000, SEEDED.jonas, 'Consulting package');
  newRefund(store, partly, { amount: 10_000, reason: 'requested_by_customer', created: START + 4 * DAY });
  const whole = named(store, SEEDED.refundedCharge, 5_900, SEEDED.aiko, 'Starter plan, November');
  newRefund(store, whole, { amount: 5_900, reason: 'duplicate', created: START + 4 * DAY });

  for (const [index, [customer, amount, currency, description]] of OTHER_CHARGES.entries()) {
    newCharge(store, { amount, currency, customer, description, created: START + DAY + index * 1800 });
  }
  const disputed = store.all('charge').find((row) => row.description === 'Extra seats');
  if (disputed) newDispute(store, disputed, { created: START + 6 * DAY });
  const waiting = newPaymentIntent(store, { amount: 7_500, customer: SEEDED.aiko, created: START + 5 * DAY });
  waiting.description = 'Workshop, not yet paid';
  confirm(
    store,
    newPaymentIntent(store, { amount: 2_200, customer: SEEDED.jonas, created: START + 5 * DAY }),
  );
}

function named(
  store: Store,
  id: string,
  amount: number,
  customer: string,
  description: string,
  more: Partial<StripeObject> = {},
): StripeObject {
  return newCharge(store, { id, amount, customer, description, created: START + 2 * DAY, ...more });
}

function plantBilling(store: Store): void {
  const plan = newProduct(store, { name: 'Team plan', description: 'Up to ten seats', created: START });
  const extra = newProduct(store, { name: 'Onboarding session', created: START });
  const monthly = newPrice(store, {
    product: plan.id,
    unit_amount: 12_900,
    created: START,
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
    type: 'recurring',
  });
  newPrice(store, { product: extra.id, unit_amount: 12_900, created: START });
  newSubscription(store, SEEDED.marta, monthly, START + DAY);
  newSubscription(store, SEEDED.leila, monthly, START + DAY);

  const money = { total: 12_900, subtotal: 12_900, amount_due: 12_900, amount_remaining: 12_900 };
  newInvoice(store, { id: SEEDED.draftInvoice, customer: SEEDED.samuel, created: START + 3 * DAY, ...money });
  newInvoice(store, {
    id: SEEDED.openInvoice,
    customer: SEEDED.leila,
    status: 'open',
    number: 'SANDBOX-0001',
    created: START + 3 * DAY,
    ...money,
  });
  newPayout(store, { amount: 20_000, status: 'paid', created: START + 3 * DAY });
}
