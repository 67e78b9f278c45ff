#include "mtacon/node/transport.h"

#include <string.h>

const struct transport_kind *transport_kind_of(const char *destination)
{
    return strncmp(destination, "local:", 6) == 0 ? &transport_local : &transport_libssh2;
}
