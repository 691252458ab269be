const PATH_CHARACTERS_MAX = 2_000;

/** Where to go after a login: a path of this console, never another site. */
export function returnPath(asked: string | undefined): string {
  if (asked === undefined || asked.length > PATH_CHARACTERS_MAX) return '/';
  // A browser reads "//host" and "/\host" as another site.
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(asked) ? asked : '/';
}
