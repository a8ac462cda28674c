/** How a call ended: its status with a shape and a colour. */
export function Status({ status, failed, finish }: { status: number; failed: boolean; finish?: string }) {
  const words = finish !== undefined && finish !== 'complete' ? finish.replace('_', ' ') : undefined;
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${failed ? 'text-bad' : ''}`} title={words}>
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden className={failed ? '' : 'text-good'} fill="currentColor">
        {failed ? <path d="M0 0h8v8H0Z" /> : <circle cx="4" cy="4" r="3.2" />}
      </svg>
      {status === 0 ? 'none' : status}
      <span className="sr-only">{failed ? 'failed' : 'succeeded'}</span>
    </span>
  );
}
