import { Check, CircleUser, LogOut } from 'lucide-react';
import { MenuItem, Popover } from '../components/popover.tsx';
import { switchOrganisation } from '../organisation.ts';
import { useSession } from '../session.ts';
import { signOut } from '../sign-out.ts';
import { chooseTheme, useTheme } from '../theme.ts';
import { themes } from '../themes.ts';

/** The rail's foot: who is signed in and as what, the theme, the way to another organisation and out. */
export function Account() {
  const { actor, role, organisation, organisations } = useSession();
  const theme = useTheme();
  return (
    <div className="mt-auto hidden p-2 sm:block">
      <Popover
        look="bare"
        className="h-11 w-full max-lg:!px-0 lg:!justify-start"
        panel="w-60"
        label={
          <>
            <CircleUser size={17} strokeWidth={1.7} className="shrink-0" aria-hidden />
            <span className="min-w-0 text-left leading-tight max-lg:sr-only">
              <span className="sr-only">Signed in as </span>
              <span className="block truncate text-ink">{actor}</span>
              <span className="block text-12">{role}</span>
            </span>
          </>
        }
      >
        {(close) => (
          <>
            <p className="break-words border-line border-b px-2.5 pt-1 pb-2 text-13">
              {actor}
              <span className="block text-12 text-quiet">
                {role} of {organisation.name}
              </span>
            </p>
            {organisations.length > 1 && (
              <Group name="Organisation">
                {organisations.map(({ id, name }) => (
                  <Choice key={id} chosen={id === organisation.id} onClick={() => switchOrganisation(id)}>
                    {name}
                  </Choice>
                ))}
              </Group>
            )}
            <Group name="Theme">
              {themes.map((one) => (
                <Choice key={one} chosen={one === theme} onClick={() => chooseTheme(one)}>
                  {themeNames[one]}
                </Choice>
              ))}
            </Group>
            <MenuItem
              className="mt-1"
              onClick={() => {
                close();
                void signOut();
              }}
            >
              <LogOut size={14} aria-hidden /> Sign out
            </MenuItem>
          </>
        )}
      </Popover>
    </div>
  );
}

export const themeNames = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

function Group({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <fieldset className="border-line border-b py-1">
      <legend className="float-left w-full px-2.5 pt-1 text-12 text-quiet">{name}</legend>
      {children}
    </fieldset>
  );
}

function Choice({ chosen, onClick, children }: { chosen: boolean; onClick: () => void; children: React.ReactNode }) {
  return (
    <MenuItem aria-current={chosen} onClick={onClick}>
      <Check size={14} className={chosen ? '' : 'invisible'} aria-hidden />
      <span className="truncate">{children}</span>
    </MenuItem>
  );
}
