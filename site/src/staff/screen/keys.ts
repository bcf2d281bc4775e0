// Hear single keys: they act where nobody types, and nowhere else. An input method's keys are its own.

const TAKEN = 229; // key code of what an input method takes for itself: Safari's only sign of it

/** Keys and what they do now; a key that repeats itself while held down moves, and acts once. */
export interface Keys {
  readonly moves: { readonly [key: string]: () => void };
  readonly acts: { readonly [key: string]: () => void };
}

/** Call what `current` has for each key that is pressed, as long as `enabled` says so. */
export function listen(current: () => Keys, enabled: () => boolean): void {
  document.addEventListener("keydown", (event) => {
    if (!enabled() || event.defaultPrevented || composing(event)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const { moves, acts } = current();
    const then = moves[key] || (event.repeat ? undefined : acts[key]);
    if (then === undefined) return;
    event.preventDefault();
    then();
  });
}

/** Whether a key belongs to an input method. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === TAKEN;
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].indexOf(target.nodeName) >= 0;
}
