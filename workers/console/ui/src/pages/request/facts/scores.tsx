import type { RequestAnswer } from '@tallystick/client';
import { feedbackName, scoreNameFault } from '@tallystick/log/edit-values';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { messageOf } from '../../../components/states.tsx';
import { useSession } from '../../../session.ts';
import { useEditing } from '../use-editing.ts';
import { Entries, EntryForm } from './entries.tsx';

/** Scores of a call and its user's thumb, and the way to give them. */
export function Scores({ call }: { call: RequestAnswer['request'] }) {
  const editing = useEditing(call.request_id);
  const { role } = useSession();
  const mayEdit = role !== 'viewer';
  const { [feedbackName]: feedback, ...scores } = call.scores;
  return (
    <div className="space-y-2">
      <Feedback rating={feedback} mayEdit={mayEdit} onGive={editing.feedback} />
      <Entries
        field="scores"
        entries={Object.entries(scores)}
        onRemove={mayEdit ? (name) => editing.score(name, null) : undefined}
      />
      {mayEdit && (
        <EntryForm
          what="score"
          type="number"
          fault={scoreNameFault}
          onSet={(name, value) => editing.score(name, Number(value))}
        />
      )}
      {editing.error && (
        <p role="alert" className="text-12 text-bad">
          Not kept: {messageOf(editing.error)}
        </p>
      )}
    </div>
  );
}

/** @param rating more than 0 is good */
function Feedback({
  rating,
  mayEdit,
  onGive,
}: {
  rating: number | undefined;
  mayEdit: boolean;
  onGive: (good: boolean, comment: string) => void;
}) {
  const [given, setGiven] = useState<boolean>();
  const [comment, setComment] = useState('');
  if (!mayEdit) return rating === undefined ? null : <p className="text-13">Feedback: {rating}</p>;
  const give = (good: boolean) => {
    onGive(good, '');
    setGiven(good);
  };
  return (
    <div className="space-y-2">
      <div className="flex items-center gap-1.5">
        {[true, false].map((good) => {
          const Icon = good ? ThumbsUp : ThumbsDown;
          const pressed = rating !== undefined && rating > 0 === good;
          return (
            <Button
              key={String(good)}
              aria-pressed={pressed}
              aria-label={good ? 'Good' : 'Bad'}
              title={good ? 'Good' : 'Bad'}
              className={
                pressed ? (good ? '!border-good !bg-good-soft text-good' : '!border-bad !bg-bad-soft text-bad') : ''
              }
              onClick={() => give(good)}
            >
              <Icon size={15} aria-hidden />
            </Button>
          );
        })}
        {rating !== undefined && rating !== 0 && rating !== 1 && (
          <span className="text-13 text-quiet">rated {rating}</span>
        )}
      </div>
      {given !== undefined && rating === Number(given) && (
        <form
          className="flex gap-1.5"
          onSubmit={(event) => {
            event.preventDefault();
            if (comment.trim() !== '') onGive(given, comment.trim());
            setGiven(undefined);
            setComment('');
          }}
        >
          <input
            aria-label="Comment"
            placeholder="Why? (if you like)"
            maxLength={4096}
            className="h-8 min-w-0 flex-1 rounded border border-line bg-raised px-2 text-13 placeholder:text-quiet"
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <Button type="submit">{comment.trim() === '' ? 'Close' : 'Add'}</Button>
        </form>
      )}
    </div>
  );
}
