import { moment, night } from './calendar.ts';
import type { LoggedCall, Service } from './call.ts';
import { completeSession } from './complete-session.ts';
import type { Feature, Session } from './feature.ts';
import { codeReview } from './features/code-review.ts';
import { documents } from './features/documents.ts';
import { nightlyTagging } from './features/nightly-tagging.ts';
import { search } from './features/search.ts';
import { supportChat } from './features/support-chat.ts';
import { incidentsOf } from './incidents.ts';
import type { Located } from './people.ts';
import { Random } from './random.ts';

/** Every part of the made-up product. */
export const features: readonly Feature[] = [supportChat, search, documents, codeReview, nightlyTagging];

export interface HistoryOptions {
  /** A 32-bit integer: the same one makes the same history. */
  seed: number;
  /** Where the history ends; it begins thirty days before. Unix ms. */
  until: number;
  /** About how many calls. */
  calls: number;
}

export interface HistoryCall {
  service: Service;
  call: LoggedCall;
}

interface Beginning {
  feature: Feature;
  person: Located;
  at: number;
  random: Random;
}

/** The calls of thirty days of a made-up product, session by session, in the order in which the sessions begin. */
export function* history({ seed, until, calls }: HistoryOptions): Generator<HistoryCall> {
  const incidents = incidentsOf(until);
  const beginnings = features.flatMap((feature, index) => {
    const sessions = Math.round((calls * feature.share) / feature.callsPerSession);
    return Array.from({ length: sessions }, (_, n) => begin(feature, new Random(mixed(seed, index, n)), until));
  });
  beginnings.sort((a, b) => a.at - b.at);
  for (const { feature, ...occasion } of beginnings) {
    for (const call of completeSession(feature.session({ ...occasion, incidents }), { ...occasion, incidents })) {
      if (call.created_at + call.latency_ms < until) yield { service: feature.service, call };
    }
  }
}

/** A session that begins now, of somebody who is awake. @param seed makes the session */
export function liveSession(seed: number, now: number): { service: Service; person: Located; session: Session } {
  const random = new Random(seed);
  const incidents = incidentsOf(now);
  const feature = random.weighted(
    features.map((one) => [one.rhythm === night ? 0 : one.share / one.callsPerSession, one]),
  );
  const person = feature.person(random);
  return { service: feature.service, person, session: feature.session({ random, at: now, person, incidents }) };
}

function begin(feature: Feature, random: Random, until: number): Beginning {
  const person = feature.person(random);
  return { feature, random, person, at: moment(random, until, feature.rhythm, person.offset) };
}

/** A seed for one session: neighbouring seeds begin alike, so they are scattered. */
function mixed(seed: number, feature: number, session: number): number {
  const scattered =
    Math.imul(seed ^ Math.imul(session + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(feature + 1, 0xc2b2ae35);
  return scattered ^ (scattered >>> 15);
}
