import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Select } from '../../components/select.tsx';
import { themeNames } from '../../frame/account.tsx';
import { switchOrganisation } from '../../organisation.ts';
import { useSession } from '../../session.ts';
import { signOut } from '../../sign-out.ts';
import { chooseTheme, useTheme } from '../../theme.ts';
import { themes } from '../../themes.ts';

const mays = {
  owner: 'sees everything, changes keys and members, and deletes what was logged',
  member: 'sees calls with their bodies, scores them and saves views',
  viewer: 'sees calls without their bodies',
} as const;

/** Who is signed in, and how the page looks to them. */
export function Account() {
  const { actor, role, organisation, organisations, expires_at } = useSession();
  const theme = useTheme();
  return (
    <div className="grid gap-7 lg:grid-cols-2 lg:gap-8">
      <Section title="Signed in">
        <Facts
          of={[
            ['As', actor],
            ['Role', `${role}: ${mays[role]}`],
            [
              'Organisation',
              organisations.length > 1 ? (
                <Select
                  label="Organisation"
                  value={organisation.id}
                  choices={organisations.map(({ id, name }) => ({ value: id, name }))}
                  onChoose={switchOrganisation}
                />
              ) : (
                organisation.name
              ),
            ],
            ['Until', expires_at && <Moment at={expires_at} whole />],
          ]}
        />
        <Button className="mt-3" onClick={() => void signOut()}>
          Sign out
        </Button>
      </Section>
      <Section title="Theme">
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Theme</legend>
          {themes.map((one) => (
            <label
              key={one}
              className="flex h-8 cursor-pointer items-center gap-2 rounded border border-line bg-raised px-2.5 text-13 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent has-checked:border-accent has-checked:text-accent"
            >
              <input
                type="radio"
                name="theme"
                className="accent-accent"
                checked={one === theme}
                onChange={() => chooseTheme(one)}
              />
              {themeNames[one]}
            </label>
          ))}
        </fieldset>
        <p className="mt-2 text-12 text-quiet">Kept in this browser.</p>
      </Section>
    </div>
  );
}
