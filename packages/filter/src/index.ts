export { quoted } from './condition.ts';
export {
  type ColumnField,
  type EntryColumn,
  entryAliases,
  entryTypes,
  type Field,
  type FieldType,
  fieldAliases,
  fields,
  findField,
  type SortField,
  sortFields,
} from './fields.ts';
export {
  type Condition,
  everything,
  type Filter,
  type FilterValue,
  filterLimits,
  searchesOf,
  type TextPlace,
  type TextSearch,
  textPlaces,
} from './filter.ts';
export { FilterError } from './filter-error.ts';
export { type Operator, operators, operatorsOf } from './operators.ts';
export { parseFilter } from './parse-filter.ts';
export { parseLine } from './parse-line.ts';
export { printLine } from './print-line.ts';
export { timeForms, timeOf } from './time.ts';
