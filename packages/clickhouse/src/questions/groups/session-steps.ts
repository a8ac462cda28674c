import { span, totals } from './figures.ts';

/** So deep is a tree at most, the root not counted: what lies deeper is one name, since readers of JSON go only so deep. */
export const deepestStep = 64;

const names = "arrayFilter(name -> name != '', splitByChar('/', session_path))";

/** The steps from the root to a call's own, `['/', '/plan', '/plan/search']`: slashes that begin, end or repeat mean nothing. */
export const stepsSql = `arrayMap(
        depth -> concat('/', arrayStringConcat(arraySlice(${names}, 1, if(depth = ${deepestStep}, length(${names}), depth)), '/')),
        range(least(length(${names}), ${deepestStep}) + 1)
      )`;

/** By the steps of sessions, each with all that is below it. */
export const sessionSteps = () => ({
  keys: { path: 'step' },
  arrayJoin: `${stepsSql} AS step`,
  figures: { ...totals, ...span },
  more: {},
});
