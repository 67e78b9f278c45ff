/* Where files live: the XDG base directories. */
#ifndef MTACON_BASE_PATH_H
#define MTACON_BASE_PATH_H

#include <stdbool.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/error.h"

/* $XDG_STATE_HOME/mtacon/NAME (default ~/.local/state). The caller frees it; NULL without HOME. */
char *path_state(const char *name);

/* $XDG_CONFIG_HOME/mtacon/NAME (default ~/.config). The caller frees it; NULL without HOME. */
char *path_config(const char *name);

/* Makes the directories above the file `path`, mode 0700. */
bool path_make_parent(const char *path, struct error *error);

/* `path` with a leading ~/ replaced by the home directory. The caller frees it. */
char *path_expand_home(const char *path);

/* Appends what tells this state of the file or directory from any other: device, number, size and
 * times; '-' when there is none. False when it changed so lately that another change might not be
 * seen in it: what is read now must be read again. */
bool path_version(const char *path, struct buffer *out);

#endif
