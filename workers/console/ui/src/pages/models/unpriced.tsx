import { printLine } from '@tallystick/filter';
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { api, useQuestion } from '../../api.ts';
import { compact, count } from '../../format/numbers.ts';
import { keepRangeAnd } from '../../router.tsx';
import { withCondition } from '../../search.ts';
import { callsOf, type Model, printModel, unpriced } from './model-of.ts';

/** The models that have calls without a price, those with most of them first. */
export function useUnpriced() {
  return useQuestion(['models', 'unpriced'], (range, options) =>
    api.queryModels(
      {
        ...range,
        filter: withCondition(range.filter ?? '', printLine(unpriced)),
        sort: { field: 'cost_unknown' },
        limit: 20,
      },
      options,
    ),
  );
}

/** On top of the page while money is missing from its sums: of which models, how much of them, and what to do. */
export function Unpriced() {
  const models = useUnpriced().data?.data ?? [];
  if (models.length === 0) return null;
  return (
    <section aria-labelledby="unpriced" className="mb-4 rounded bg-warn-soft px-4 py-3 text-13">
      <h2 id="unpriced" className="flex items-center gap-2 font-semibold text-14">
        <TriangleAlert size={16} className="shrink-0 text-warn" aria-hidden />
        {models.length === 1 ? '1 model has' : `${count(models.length)} models have`} calls without a price: no sum of
        money counts them
      </h2>
      <ul className="mt-1.5">
        {models.map((model) => (
          <li key={printModel(model)} className="flex flex-wrap items-baseline gap-x-3 py-0.5">
            <CallsWithout model={model} />
            <span>
              Attempts: {compact(model.cost_unknown)}, {compact(model.prompt_tokens)} tokens in,{' '}
              {compact(model.completion_tokens)} out
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-1.5">
        The provider’s list has no price for the name that answered, or none for how it was called (docs/limits.md).
        Calls of a model that goes by another name are priced by the one in their header{' '}
        <code>Tally-Model-Override</code> (docs/headers.md).
      </p>
    </section>
  );
}

function CallsWithout({ model }: { model: Model }) {
  return (
    <Link
      to="/requests"
      search={keepRangeAnd(printLine({ and: [callsOf(model), unpriced] }))}
      className="font-medium text-accent hover:underline [overflow-wrap:anywhere]"
    >
      {model.model || 'No name'} <span className="font-normal">({model.provider})</span>
    </Link>
  );
}
