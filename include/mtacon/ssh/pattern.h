/* Patterns of OpenSSH's files (ssh_config(5), PATTERNS): `*` for any run of characters, `?` for
 * one, `!` before a pattern that takes a name out. */
#ifndef MTACON_SSH_PATTERN_H
#define MTACON_SSH_PATTERN_H

#include <stdbool.h>

/* As a Host line has them: with blanks between, letters as they are. */
bool pattern_words_match(const char *patterns, const char *name);

/* As the first field of known_hosts has them: with commas between, no matter which case. */
bool pattern_list_match(const char *list, const char *name);

#endif
