/** How long a phone shows what it holds without a word from its district. Pure: asks no clock itself. */

const LEASE_MS = 7 * 24 * 3600 * 1000;

/**
 * Whether more than seven days have gone since the last contact, so that what is personal is shut away. The queue is no
 * part of it. Within one boot the clock that counts sleep tells; across boots the wall clock, and one that has gone back
 * to before the contact ends the lease.
 *
 * @param {import("./ports.js").PhoneState} state
 * @param {import("./ports.js").Clock} now
 */
export function isOver(state, now) {
  if (!state.contact_wall) return false;
  if (state.contact_boot && state.contact_boot === now.boot) return now.mono - state.contact_mono > LEASE_MS;
  const away = now.wall - state.contact_wall;
  return away < 0 || away > LEASE_MS;
}
