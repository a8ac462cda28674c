import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { SkeletonPage } from '../components/states.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';

/** What stands around every page. */
export function Frame() {
  return (
    <div className="min-h-dvh sm:pl-14 lg:pl-[200px]">
      <a
        href="#page"
        className="-top-10 focus:top-2 fixed left-2 z-50 rounded bg-raised px-3 py-1 text-13 shadow transition-[top]"
      >
        Skip to the page
      </a>
      <Rail />
      <main id="page" tabIndex={-1} className="mx-auto max-w-[1440px] px-4 pb-24 outline-none sm:px-6 sm:pb-12">
        <Suspense fallback={<SkeletonPage />}>
          <Outlet />
        </Suspense>
      </main>
      <Palette />
    </div>
  );
}
