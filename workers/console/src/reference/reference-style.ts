/** How the reference looks. */
export const referenceStyle = `
:root { --ink: light-dark(#23211c, #ecebe6); --paper: light-dark(#fbfaf6, #14181f); --line: light-dark(#dedacf, #2c3340); --quiet: light-dark(#666155, #a2a8b3); }
body { color: var(--ink); background: var(--paper); font: 14px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 28px; } h2 { font-size: 20px; margin-top: 3rem; }
h3 { font: 600 16px ui-monospace, monospace; margin: 2.5rem 0 0.25rem; border-top: 1px solid var(--line); padding-top: 1.5rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; }
td { border-top: 1px solid var(--line); padding: 4px 12px 4px 0; vertical-align: top; }
td:first-child { font-family: ui-monospace, monospace; white-space: nowrap; width: 12rem; }
td:nth-child(2) { width: 16rem; overflow-wrap: anywhere; }
pre { border: 1px solid var(--line); padding: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); } ul { columns: 2; padding-left: 1rem; } a { color: inherit; }
@media (max-width: 48rem) { td:first-child { white-space: normal; overflow-wrap: anywhere; } ul { columns: 1; overflow-wrap: anywhere; } }
`;

/** What lets a browser use it; a test of the page says which it should be. */
export const referenceStyleHash = 'sha256-tuGvMsfkBCr97XafqzNBZETv0/gp4R8wZCaDrbWYidg=';
