import type { RequestAnswer } from '@tallystick/client';
import type { ReactNode } from 'react';
import { Reference } from '../../../components/text/reference.tsx';
import { visible } from '../../../components/text/visible.ts';
import { exactMoney, money, unknown } from '../../../format/money.ts';
import { count } from '../../../format/numbers.ts';
import { doubtOf, whyUnknown } from './cost-reasons.ts';
import { receiptLines } from './receipt-lines.ts';

const tokensFrom = {
  provider: 'Tokens as the provider counted them.',
  estimated: 'Tokens estimated where the provider told none.',
  unknown: 'The tokens are not known.',
} as const;

/** The cost as a bill: tokens × rate = line, and where the price is from. */
export function Receipt({ call }: { call: RequestAnswer['request'] }) {
  const { cost_usd, cost_source, tokens_source, cost_saved_usd } = call;
  const lines = receiptLines(call);
  const decimals = Math.max(2, ...lines.map(({ usd }) => fractionOf(usd).length), fractionOf(cost_usd ?? '').length);
  const amount = (usd: string) => `$${usd.split('.')[0]}.${fractionOf(usd).padEnd(decimals, '0')}`;
  return (
    <>
      <table className="w-full text-13">
        <caption className="sr-only">The cost, line by line</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">What</th>
            <th scope="col">Tokens and rate</th>
            <th scope="col">USD</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, words, tokens, rate, usd }) => (
            <tr key={name} className="align-baseline last:*:pb-1.5">
              <th scope="row" className="py-0.5 pr-2 text-left font-normal">
                {visible(words)}
                <span className="block text-12 text-quiet">
                  {tokens === null || rate === null ? 'quantity not kept' : `${count(tokens)} × ${rateText(rate)} / 1M`}
                </span>
              </th>
              <td className="py-0.5 text-right tabular-nums">{amount(usd)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-ink border-t font-semibold">
            <th scope="row" className="py-1.5 text-left">
              Total{cost_source === 'estimated' && ', estimated'}
            </th>
            <td className="py-1.5 text-right tabular-nums" title={cost_usd === null ? undefined : exactMoney(cost_usd)}>
              {cost_usd === null ? unknown : amount(cost_usd)}
            </td>
          </tr>
        </tfoot>
      </table>
      {cost_usd === null && (
        <p className="rounded bg-warn-soft px-2 py-1 text-13 [overflow-wrap:anywhere]">{visible(whyUnknown(call))}</p>
      )}
      <p className="mt-1 text-12 text-quiet">
        {sourceOf(call)} {cost_source !== 'unknown' && tokensFrom[tokens_source]}
        {cost_saved_usd !== null && ` Saved by the cache: ${money(cost_saved_usd)}.`}
      </p>
    </>
  );
}

function fractionOf(usd: string): string {
  return (usd.split('.')[1] ?? '').replace(/0+$/, '');
}

function rateText(rate: number): string {
  return `$${rate.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: rate < 0.1 ? 4 : 3 })}`;
}

/** Prices change: a call has those of its own day. */
function sourceOf(call: RequestAnswer['request']): ReactNode {
  const { cost_source, created_at, service_tier, provider } = call;
  const tier = service_tier === '' ? '' : `, tier ${visible(service_tier)}`;
  switch (cost_source) {
    case 'priced':
      return (
        <>
          Price of {created_at.slice(0, 10)} (UTC){tier}: your organisation’s own, or else that of the list{' '}
          <Reference target="https://github.com/pydantic/genai-prices">genai-prices</Reference>.
        </>
      );
    case 'provider':
      return `As ${visible(provider)} billed it on ${created_at.slice(0, 10)} (UTC).`;
    case 'estimated':
      return `Estimated with the prices of ${created_at.slice(0, 10)} (UTC)${visible(doubtOf(call))}.`;
    case 'unknown':
      return '';
  }
}
