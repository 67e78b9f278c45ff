#include "mtacon/channel/channel.h"

const struct channel *const channels[] = {
    &channel_by_node,
    &channel_sendmail,
    &channel_command,
    NULL,
};
