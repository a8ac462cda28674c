import { FirstCall } from '../../components/first-call.tsx';
import { Select } from '../../components/select.tsx';
import { propertyField } from '../../format/fields.ts';
import { PageBar } from '../../frame/page-bar.tsx';
import { useChangeSearch } from '../../search.ts';
import { Breakdown } from './breakdown.tsx';
import { Figures } from './figures.tsx';
import { MainChart } from './main-chart.tsx';
import { useLatestCalls, useOverTime, useTotals } from './questions.ts';
import { Selection } from './selection.tsx';
import { useView } from './view.ts';

/** What is spent, on what, and what is different about what stands out. */
export function Overview() {
  const latest = useLatestCalls();
  const totals = useTotals();
  const overTime = useOverTime();
  const { selected } = useView();
  if (latest.data?.none) return <FirstCall />;
  const properties = latest.data?.properties ?? [];
  return (
    <>
      <PageBar title="Overview" again={overTime.data?.again.curl} />
      <Figures totals={totals} overTime={overTime} />
      <div className={`mt-5 grid gap-6 ${selected ? 'lg:grid-cols-[minmax(0,2fr)_minmax(19rem,1fr)]' : ''}`}>
        <MainChart overTime={overTime} properties={properties} />
        {selected && <Selection selected={selected} />}
      </div>
      <div className="mt-6 grid gap-x-6 gap-y-5 min-[760px]:grid-cols-2">
        <Breakdown field="model" title="Models" more="/models" />
        <ByProperty properties={properties} loaded={latest.data !== undefined || latest.isError} />
        <Breakdown field="user_id" title="Users" more="/users" />
        <Breakdown field="country" title="Countries" />
        <Breakdown field="provider" title="Providers" few />
        <Breakdown field="status" title="Statuses" few />
      </div>
    </>
  );
}

/** The breakdown whose field is chosen: at first the property that tells most. */
function ByProperty({ properties, loaded }: { properties: readonly string[]; loaded: boolean }) {
  const chosen = useView().property;
  const change = useChangeSearch();
  const property = chosen ?? properties[0];
  if (property === undefined && loaded) return null;
  const names = [...new Set([...properties, ...(chosen ? [chosen] : [])])].sort();
  return (
    <Breakdown
      field={property === undefined ? undefined : propertyField(property)}
      title="Property"
      more="/properties"
      chosen={property === undefined ? {} : { property }}
      choice={
        property !== undefined && (
          <Select
            label="Property"
            value={property}
            choices={names.map((name) => ({ value: name, name }))}
            onChoose={(name) => change({ property: name })}
          />
        )
      }
    />
  );
}
