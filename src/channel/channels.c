/* All channels: a new one is a file, and a line here. */
#include "mtacon/channel/channel.h"

#include <stddef.h>

/* In the order in which they are tried. */
#define CHANNELS(_)                                                                                \
    _(by_node)                                                                                     \
    _(sendmail)                                                                                    \
    _(command)

#define DECLARE(name) extern const struct channel channel_##name;
#define LIST(name)    &channel_##name,

CHANNELS(DECLARE)

const struct channel *const channels[] = {CHANNELS(LIST) NULL};
