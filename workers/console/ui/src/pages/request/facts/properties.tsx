import type { RequestAnswer } from '@tallystick/client';
import { propertyNameFault } from '@tallystick/log/properties';
import { messageOf } from '../../../components/states.tsx';
import { useSession } from '../../../session.ts';
import { useEditing } from '../use-editing.ts';
import { Entries, EntryForm } from './entries.tsx';

/** What the caller gave the call along. Owners may change it, since it says whom a call is charged to. */
export function Properties({ call }: { call: RequestAnswer['request'] }) {
  const editing = useEditing(call.request_id);
  const mayEdit = useSession().role === 'owner';
  return (
    <>
      <Entries
        field="properties"
        entries={Object.entries(call.properties)}
        onRemove={mayEdit ? (name) => editing.property(name, null) : undefined}
      />
      {mayEdit && <EntryForm what="property" type="text" fault={propertyNameFault} onSet={editing.property} />}
      {!mayEdit && Object.keys(call.properties).length === 0 && <p className="text-13 text-quiet">None.</p>}
      {editing.error && (
        <p role="alert" className="text-12 text-bad">
          Not kept: {messageOf(editing.error)}
        </p>
      )}
    </>
  );
}
