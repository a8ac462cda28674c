/** A tally: four strokes and one across. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M7 6v20M13 6v20M19 6v20M25 6v20" />
      <path d="M3 22 29 10" className="stroke-accent" />
    </svg>
  );
}
