import { createClickHouse } from '@tallystick/clickhouse';
import * as z from 'zod';
import type { ClickHouseAccess } from '../stack.ts';
import type { LandedCall } from './call-line.ts';

const pollInterval = 300;
/** How far back a poll looks for calls that ended before it and landed after the one before it. Seconds. */
const lookBack = 300;
