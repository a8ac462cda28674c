/** A trend without axes. What is unknown is a gap. */
export function Sparkline({ values, className = '' }: { values: readonly (number | null)[]; className?: string }) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return <svg className={`block h-6 w-full ${className}`} aria-hidden />;
  const most = Math.max(...known, 0) || 1;
  const step = 100 / Math.max(1, values.length - 1);
  let pen = 'M';
  const path = values
    .map((value, i) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${(i * step).toFixed(2)} ${(22 - (20 * value) / most).toFixed(2)}`;
      pen = 'L';
      return point;
    })
    .join('');
  return (
    <svg
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      className={`block h-6 w-full text-quiet ${className}`}
      aria-hidden
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.3" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
