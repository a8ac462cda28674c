/** The papers that the back office has summarised. A section may stand in any paper of its kind. */
export interface DocumentKind {
  name: string;
  title: string;
  sections: readonly string[];
  /** What a summary says of a section, in the same order. */
  points: readonly string[];
  /** Which of them need a decision: every paper has one. */
  decisions: readonly number[];
}

export const documentKinds: readonly DocumentKind[] = [
  {
    name: 'supplier-contract',
    title: 'Framework agreement between Larkspur Outdoor GmbH and {supplier}, version {version}',
    sections: [
      '§ 2 Prices and terms of payment. The prices in Annex A hold until the end of the calendar year. {supplier} may adjust them once a year by at most {percent} percent, with notice of {weeks} weeks, provided that it shows the change of its own purchasing prices for fabric, foam and aluminium. Invoices are payable within {netdays} days; for payment within ten days a discount of two percent is granted. Set-off is permitted only with claims that are undisputed or have been finally adjudicated.',
      '§ 4 Delivery. {supplier} delivers free to the warehouse in Kassel (DAP, Incoterms 2020). Call-offs are confirmed within three working days. For each completed week of delay Larkspur may claim liquidated damages of 0.5 percent of the value of the delayed goods, up to {cap} percent in all; further claims for damages remain unaffected where the delay is due to gross negligence. Partial deliveries are permitted only after written consent.',
      '§ 5 Quality and inspection. Goods are inspected on arrival by sample, according to ISO 2859-1, level II, AQL {aql}. Hidden defects are notified within ten working days of their discovery. Tents are pitched and sprayed for two hours; sleeping bags are weighed and their loft is measured. Where a batch fails twice, {supplier} bears the cost of sorting it, at 38 euros per hour.',
      '§ 7 Substances. {supplier} warrants that no PFAS, no azo dyes and no down from live plucking are used at any stage, and presents the certificates of the fabric mills once a year without being asked. Larkspur may have {audits} unannounced audits carried out per year; the cost is borne by the party whose assertion proves wrong.',
      '§ 9 Liability. The liability of either party is limited to {liability} euros per calendar year, except for intent, gross negligence and injury to life, body or health. The limit does not apply to recalls, which {supplier} bears in full if they are caused by its goods, including the cost of informing customers.',
      '§ 11 Term and termination. The agreement runs for {years} years and is extended by one year at a time unless it is terminated with notice of six months. Either party may terminate for cause, in particular where insolvency proceedings are opened or where three consecutive deliveries are more than four weeks late. Tools and moulds that Larkspur has paid for are handed over within thirty days.',
      '§ 12 Confidentiality. Drawings, prices and sales figures are kept confidential for five years beyond the end of the agreement. {supplier} names Larkspur as a reference only after written consent. Data of consumers that {supplier} gets for repairs are deleted ninety days after the repair.',
    ],
    points: [
      'Prices hold for the calendar year; after that at most +{percent} % a year, with {weeks} weeks’ notice. Net {netdays} days, 2 % discount within ten.',
      'Delay costs {supplier} 0.5 % per week, capped at {cap} %. Partial deliveries need our written consent.',
      'Inspection by sample (AQL {aql}); hidden defects within ten working days; after two failures {supplier} pays €38 an hour for sorting.',
      'No PFAS, no azo dyes; certificates once a year; up to {audits} unannounced audits a year.',
      'Liability is capped at €{liability} a year, except for intent, gross negligence and injury; recalls are outside the cap.',
      'Terminate or let it run: after {years} years it goes on by one year at a time unless we give six months’ notice. Our tools come back within thirty days.',
      'Whether {supplier} may name us as a reference is for us to allow in writing. Confidentiality lasts five years beyond the end; repair data go after ninety days.',
    ],
    decisions: [5, 6],
  },
  {
    name: 'incident-report',
    title: 'Incident {version}: {system} unavailable for {minutes} minutes',
    sections: [
      'Summary. On {weekday} between 10:12 and the end of the incident {minutes} minutes later, {system} answered {percent} percent of requests with an error. About {customers} customers could not finish their order; {recovered} of them came back the same day. No data was lost, and no data was shown to the wrong person.',
      'Timeline. 10:12 deployment of release {version} begins. 10:19 first alert, error rate above two percent. 10:24 the on-call engineer acknowledges and suspects the new connection pool. 10:31 rollback started; it hangs, since the migration of the table “reservations” holds a lock. 10:40 the migration is cancelled by hand. 10:47 rollback finished, errors fall. {minutes} minutes after the start all checks are green again.',
      'Cause. The migration added a column with a default value that was computed per row, which rewrote the table under an exclusive lock. On the test system the table has {weeks}00 rows, in production {customers},000. The reservation service waited for the lock with all of its {audits}0 connections, and its health check, which uses the same pool, failed: the orchestrator then restarted healthy instances.',
      'What went well. The alert came within seven minutes. The status page was updated twice before the first customer asked. Support had an answer ready from the last incident and needed {audits} minutes less per conversation than usual.',
      'What went badly. The rollback was never rehearsed with a running migration. Two people worked on the same console without knowing of each other. The dashboard showed averages, which looked fine until the very end because failed requests are fast.',
      'Actions. (1) Migrations that rewrite a table are refused by the pipeline, owner: platform, due in {weeks} weeks. (2) The health check gets a connection of its own. (3) The dashboard shows the 99th percentile and the share of errors beside each other. (4) A rollback is rehearsed once a month, with a migration running. Actions 2 to 4 have no owner yet.',
    ],
    points: [
      'For {minutes} minutes, {system} failed for {percent} % of requests; about {customers} orders were interrupted, {recovered} recovered the same day. No data loss.',
      'The rollback hung for nine minutes behind a lock; cancelling the migration by hand is what ended it.',
      'Root cause: a migration rewrote “reservations” under an exclusive lock, and the health check shared the exhausted pool.',
      'Good: alert after seven minutes, status page ahead of customers.',
      'Bad: an unrehearsed rollback, two people on one console, averages that hid the errors.',
      'Actions 2 to 4 need an owner. Action 1, refusing migrations that rewrite a table, is with platform and due in {weeks} weeks.',
    ],
    decisions: [5],
  },
  {
    name: 'meeting-notes',
    title: 'Assortment meeting, {weekday}, {people} participants',
    sections: [
      'Ines: sell-through of tents is at {plan} percent of plan, because the two-person models came {weeks} weeks late. The one-person model is sold out in green and lies in stock in sand. Proposal: no third colour next year. Jonas disagrees, retail partners asked for it. To be decided with the figures of October.',
      'Wiebke on returns: {cap} percent of all boots come back, two thirds of them because of the size. The size finder was used by {recovered} percent of buyers. She suggests to show it before the size is chosen instead of after, and to test that with half of the visitors for four weeks. Agreed.',
      'Sven on {supplier}: the new fabric passes the water column test, but its colour bleeds at 40 degrees. Either the care label says 30, which nobody reads, or {supplier} changes the dye, which delays the first batch by {weeks} weeks. Decision: change the dye, and tell the three retail partners today.',
      'Mira on prices: competitors have raised down jackets by about {percent} percent. We keep ours until Christmas, since the stock was bought at the old price, and look again in January. The margin is then {aql} points below plan if nothing is done.',
      'Luis: the repair workshop has a backlog of {customers} parcels, mostly zips. He needs one more person until February or a machine for sliders at €{liability}. The machine pays for itself in fourteen months. Nobody objects; Ursula checks the budget by next {weekday}.',
      'Any other business: the shop in Freiburg is closed on the 3rd for stocktaking. The photographs of the spring catalogue have to be repeated, since the tent was pitched without its vestibule. Next meeting in two weeks, same time.',
    ],
    points: [
      'A third colour next year: Ines proposes none, Jonas disagrees, to be decided with the October figures. Tents are at {plan} % of plan after a delay of {weeks} weeks.',
      '{cap} % of boots are returned, mostly for size. Test: size finder before the choice, half of visitors, four weeks.',
      'The fabric of {supplier} bleeds at 40 °C. Decided: new dye, first batch {weeks} weeks later; partners are told today.',
      'Down jacket prices stay until Christmas; review in January.',
      'A slider machine for €{liability} or one more person until February: Ursula checks the budget by next {weekday}. The repair backlog is {customers} parcels.',
      'Freiburg closed on the 3rd; spring catalogue photos to be repeated.',
    ],
    decisions: [0, 4],
  },
];

export const suppliers = [
  'Tatra Textil s.r.o.',
  'Bergfaden AG',
  'Norwell Foam Ltd',
  'Hanoi Trekking Works',
  'Minho Malhas Lda',
  'Aludur GmbH',
  'Piave Calzature S.p.A.',
];
export const systems = [
  'the checkout',
  'the warehouse API',
  'the stock service',
  'the search index',
  'the voucher service',
];
